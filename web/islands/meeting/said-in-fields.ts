// Lines that propose something, in the texts that both write: Enter behind such a line asks for its confirmation. How that is
// asked is fetched with the first such line.
import { say } from "../everywhere/dom";
import { later } from "../everywhere/later";

const command = /^\s*(?:[-*]\s+)?(?:\[ ?\]|\/(?:loop|decision|point))\s+\S/i;
const kinds = ["Note", "Details", "Concern", "LastWords"];

/** Where the line was written: a text area or the editor in its place. */
export interface Writing {
  kind: string;
  point: string | undefined;
  element: Element;
  replace(line: string, words: string): void;
  focus(): void;

  /** Nobody has written on since. */
  isStill(): boolean;
}

export function enlivenLines(meeting: string): void {
  document.addEventListener("keydown", event => {
    const field = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(field instanceof HTMLTextAreaElement) || field.dataset.shared === undefined || field.selectionStart !== field.selectionEnd) return;

    const line = lineEndingAt(field.value, field.selectionStart);
    // The line break comes first; what is proposed is asked after it.
    if (line !== undefined) setTimeout(() => void lineEnded(meeting, line, inField(field)));
  });
}

/** Asks whether the line means what it seems to propose; most lines propose nothing. */
export async function lineEnded(meeting: string, line: string, writing: Writing): Promise<void> {
  if (!kinds.includes(writing.kind) || !command.test(line)) return;
  const into = roomBeside(writing.element);
  const said = await later("said", () => import("./said")).catch(() => undefined);
  if (!said) return say("This line stays text: what it proposes could not be read just now.");
  await said.confirm({
    meeting, line, point: writing.point, into,
    write: words => writing.replace(line, words),
    back: () => writing.focus(),
    mayFocus: () => writing.isStill(),
  });
}

function inField(field: HTMLTextAreaElement): Writing {
  const typed = field.value;
  const place = () => document.getElementById(field.id) as HTMLTextAreaElement | null;
  return {
    kind: field.dataset.shared!, point: field.dataset.point, element: field,
    replace: (line, words) => replaceLine(place(), line, words),
    focus: () => place()?.focus(),
    isStill: () => document.activeElement === field && field.value === typed,
  };
}

function roomBeside(field: Element): Element {
  return document.getElementById(field.closest("#parting") ? "said-place-parting" : "said-place") ?? field.closest("form")!;
}

function lineEndingAt(text: string, end: number): string | undefined {
  if (end < text.length && text[end] !== "\n") return undefined;
  return text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
}

/** Only the line as it was confirmed; somebody may have written on meanwhile, and then it stays as they have it. */
function replaceLine(field: HTMLTextAreaElement | null, line: string, words: string): void {
  const at = field?.value.split("\n").indexOf(line) ?? -1;
  if (!field || at < 0) return;
  const start = field.value.split("\n").slice(0, at).reduce((length, before) => length + before.length + 1, 0);
  const isLast = start + line.length === field.value.length;
  // The line break behind the last line may have gone with a save; whoever writes on writes on the next line.
  field.setRangeText(isLast ? `${words}\n` : words, start, start + line.length, isLast ? "end" : "preserve");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
