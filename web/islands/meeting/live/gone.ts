// What was written and cannot be saved any more is given back once, to read and to take along; then it is forgotten.
import { kept, make } from "../../everywhere/dom";

export interface GivenBack {
  label: string;
  words: string;
}

export function giveBack(why: string, texts: GivenBack[]): void {
  document.getElementById("given-back")?.closest("section")?.remove();
  document.getElementById("meeting-island")?.after(panel("Not saved", why, texts));
}

/** Nothing of the meeting stays on the page but what this person wrote and could not save. */
export function endPage(why: string, texts: GivenBack[]): void {
  const lost = [...texts, ...takeTyped()];
  for (const part of document.querySelectorAll(".live-head, .live-now, .live-parts, .live-rail, .rail")) part.replaceChildren();
  document.getElementById("running-order")?.remove();
  const main = document.querySelector("main")!;
  main.replaceChildren(
    make("h1", { text: "This page has ended" }), make("p", { class: "lede", text: why }),
    ...(lost.length > 0 ? [panel("Not saved", "This is what you wrote last. It is kept nowhere else and goes with this page.", lost)] : []),
    make("p", { class: "section-near" }, make("a", { href: "/", text: "To today" })));
  main.focus();
}

/** What was begun in the other fields of the page and is kept until it is sent. */
function takeTyped(): GivenBack[] {
  const typed: GivenBack[] = [];
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-keep]")) {
    kept.forget(`rapport:typed:${field.dataset.keep}`);
    if (field.value !== field.defaultValue) typed.push({ label: field.labels?.[0]?.textContent ?? "What you typed", words: field.value });
  }
  return typed;
}

function panel(title: string, why: string, texts: GivenBack[]): HTMLElement {
  const take = make("button", { class: "button-outlined", type: "button", text: "Download it" });
  take.addEventListener("click", () => download(texts));
  return make("section", { class: "kept-text section", "data-mine": "", role: "alert", "aria-labelledby": "given-back" },
    make("h2", { id: "given-back", text: title }),
    make("p", { class: "quiet", text: why }),
    ...texts.map(({ label, words }) => make("div", {}, make("h3", { text: label }), make("p", { class: "hand", dir: "auto", text: words }))),
    make("div", { class: "buttons" }, take));
}

function download(texts: GivenBack[]): void {
  const address = URL.createObjectURL(new Blob(texts.map(({ label, words }) => `${label}\n\n${words}\n\n`), { type: "text/plain" }));
  make("a", { href: address, download: "not-saved.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
