// What is loaded only when it is needed is checked like everything else: an import has no place for an integrity, but a
// module that was fetched before under one is the module that the import gets, or none.
//
//   await later("open", () => import("./open"))
//
//   script[data-later-open="/assets/open-….js sha384-… /assets/chunk-….js sha384-…"]   written by the island's tag
//
import { make } from "./dom";

export async function later<T>(name: string, load: () => Promise<T>): Promise<T> {
  const attribute = `data-later-${name}`;
  const listed = document.querySelector(`script[${attribute}]`)?.getAttribute(attribute)?.split(" ") ?? [];
  const parts = listed.flatMap((address, at) => at % 2 === 0 ? [{ address, integrity: listed[at + 1]! }] : []);
  if (document.createElement("link").relList.supports("modulepreload")) await Promise.all(parts.map(fetched));
  return load();
}

function fetched({ address, integrity }: { address: string; integrity: string }): Promise<void> {
  return new Promise((done, failed) => {
    const link = make("link", { rel: "modulepreload", href: address, integrity });
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => failed(new Error(`${address} is not what it should be, or did not come.`)));
    document.head.append(link);
  });
}
