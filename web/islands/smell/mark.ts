// The mark itself: what it says, where it stands, and that it can be told to go.
import { kept, make } from "../everywhere/dom";
import { smell, type Smell } from "./rules";

// Signing out forgets it (everywhere/keep-typed.ts), and does not ask first for marks alone.
const dismissedKey = "rapport:smell";
const mostDismissed = 200;
const beginning = 20;

const marks = new WeakMap<Element, HTMLElement>();

/** Shows a mark behind a place if the words there read like a status report, and takes it away if they do not. */
export function look(words: string, place: Element): void {
  const found = smell(words);
  if (!found || isDismissed(words)) return hideMark(place);
  show(found, words, place);
}

function hideMark(place: Element): void {
  marks.get(place)?.replaceChildren();
}

function show(found: Smell, words: string, place: Element): void {
  const mark = markAt(place);
  mark.dataset.words = words;
  if (mark.dataset.why === found.why && mark.hasChildNodes()) return;

  const dismiss = make("button", { class: "link-button", type: "button", text: "Leave it as it is" });
  dismiss.addEventListener("click", () => {
    forgetLine(mark.dataset.words ?? words);
    mark.replaceChildren();
    place.querySelector<HTMLElement>("input, textarea")?.focus();
  });
  mark.dataset.why = found.why;
  mark.replaceChildren(
    make("p", { class: "smell-question", text: "What part of it worries you?" }),
    make("p", { class: "quiet", text: `This reads like a status report. ${found.why} Where work stands has its place in your organisation’s written updates. Only you see this.` }),
    dismiss);
}

function markAt(place: Element): HTMLElement {
  const known = marks.get(place);
  if (known?.isConnected) return known;
  const mark = make("div", { class: "smell", role: "status", "data-mine": "" });
  marks.set(place, mark);
  place.after(mark);
  return mark;
}

// A line that is written on keeps its beginning, and a number instead of the words says nothing to whoever finds it.
function numberOf(words: string): number {
  let number = 0x811c9dc5;
  for (const character of words.trim().toLowerCase().replace(/\s+/g, " ").slice(0, beginning)) number = Math.imul(number ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return number;
}

function dismissed(): number[] {
  try {
    const numbers: unknown = JSON.parse(kept.read(dismissedKey) ?? "[]");
    return Array.isArray(numbers) ? numbers.filter(number => typeof number === "number") : [];
  } catch {
    return [];
  }
}

const isDismissed = (words: string) => dismissed().includes(numberOf(words));

function forgetLine(words: string): void {
  kept.write(dismissedKey, JSON.stringify([...dismissed(), numberOf(words)].slice(-mostDismissed)));
}
