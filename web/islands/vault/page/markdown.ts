// Markdown of a private note as nodes. Raw HTML is text, pictures are not shown, and a link leads by http, https or mailto only.
import { make } from "../../everywhere/dom";

const inline = /(`[^`]+`)|(\*\*[^*]+\*\*)|(\*[^*\s][^*]*\*|_[^_\s][^_]*_)|\[([^\]]{1,300})\]\(((?:[^\s()]|\([^\s()]*\)){1,2000})\)|(https?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)])/gu;

function link(words: string, to: string): Node {
  if (!/^(https?:\/\/|mailto:)/i.test(to)) return document.createTextNode(words);
  return make("a", { href: to, rel: "noopener noreferrer", text: words });
}

function spans(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const found of text.matchAll(inline)) {
    nodes.push(document.createTextNode(text.slice(at, found.index)));
    const [whole, code, strong, soft, words, to] = found;
    if (code) nodes.push(make("code", { text: code.slice(1, -1) }));
    else if (strong) nodes.push(make("strong", { text: strong.slice(2, -2) }));
    else if (soft) nodes.push(make("em", { text: soft.slice(1, -1) }));
    else if (words && to) nodes.push(link(words, to));
    else nodes.push(link(whole, whole));
    at = found.index + whole.length;
  }
  return [...nodes, document.createTextNode(text.slice(at))];
}

function lines(text: string): Node[] {
  return text.split("\n").flatMap((line, at) => [...(at > 0 ? [document.createElement("br")] : []), ...spans(line)]);
}

/** Blocks stand apart by an empty line: headings, lists, quotes, code, paragraphs. */
export function rendered(text: string): HTMLElement[] {
  return text.replace(/\r\n?/g, "\n").split(/\n{2,}/).filter(block => block.trim() !== "").map(block => {
    const rows = block.split("\n");
    const fenced = /^```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(block);
    if (fenced) return make("pre", {}, make("code", { text: fenced[1]! }));
    const heading = /^(#{1,4}) +(.+)$/.exec(block);
    if (heading) return make("p", { class: "note-heading", dir: "auto" }, ...spans(heading[2]!));
    if (rows.every(row => /^\s*[-*+] +/.test(row))) return make("ul", {}, ...rows.map(row => make("li", { dir: "auto" }, ...spans(row.replace(/^\s*[-*+] +/, "")))));
    if (rows.every(row => /^\s*\d+[.)] +/.test(row))) return make("ol", {}, ...rows.map(row => make("li", { dir: "auto" }, ...spans(row.replace(/^\s*\d+[.)] +/, "")))));
    if (rows.every(row => row.startsWith(">"))) return make("blockquote", { dir: "auto" }, ...lines(rows.map(row => row.replace(/^> ?/, "")).join("\n")));
    return make("p", { dir: "auto" }, ...lines(block));
  });
}
