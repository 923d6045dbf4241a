// A quiet mark for what reads like a status report, shown to whoever is typing it and to nobody else: it is found here, in this
// browser, from the words being typed, and nothing about it is sent anywhere.
//
//   data-smell="on"   on a field whose words are looked at; in a text area, the line that is being written
//
// A mark that was told to go stays away from that line, as this browser remembers it until its person signs out.
// The rules are fetched with the first letter, so that reading a page costs nothing for them.
import { later } from "./everywhere/later";

const afterLastKey = 600;

let timer = 0;
document.addEventListener("input", event => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || field.dataset.smell !== "on") return;
  const isEmpty = field.value === "";
  clearTimeout(timer);
  timer = window.setTimeout(() => void judge(field, () => lineOf(field)), isEmpty ? 0 : afterLastKey);
});

// An editor in the place of a text area says which line is being written.
document.addEventListener("rapport:line", event => {
  const editor = event.target as HTMLElement;
  const line = (event as CustomEvent<string>).detail;
  if (editor.dataset.smell !== "on") return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void judge(editor, () => line), line.trim() === "" ? 0 : afterLastKey);
});

async function judge(field: HTMLElement, line: () => string): Promise<void> {
  const mark = await later("mark", () => import("./smell/mark")).catch(() => undefined);
  if (mark && field.isConnected) mark.look(line(), placeOf(field));
}

function lineOf(field: HTMLTextAreaElement | HTMLInputElement): string {
  if (field instanceof HTMLInputElement) return field.value;
  const at = field.selectionStart;
  const end = field.value.indexOf("\n", at);
  const line = field.value.slice(field.value.lastIndexOf("\n", at - 1) + 1, end < 0 ? undefined : end);
  // Behind a line break, what was just written is the line before.
  return line.trim() === "" ? (field.value.slice(0, at).trimEnd().split("\n").at(-1) ?? "") : line;
}

const placeOf = (field: Element) => field.closest(".field-row") ?? field.closest(".field") ?? field;
