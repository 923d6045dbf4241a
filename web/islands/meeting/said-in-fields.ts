// Lines that propose something, in the plain fields that both write: Enter behind such a line asks for its confirmation.
import { confirm, proposes } from "./said";

const kinds = ["Note", "Concern", "LastWords"];

export function enlivenLines(meeting: string): void {
  document.addEventListener("keydown", event => {
    const field = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(field instanceof HTMLTextAreaElement) || !kinds.includes(field.dataset.shared ?? "") || field.selectionStart !== field.selectionEnd) return;

    const line = lineEndingAt(field.value, field.selectionStart);
    // The line break comes first; what is proposed is asked after it.
    if (line !== undefined && proposes(line)) setTimeout(() => ask(meeting, field, line));
  });
}

function ask(meeting: string, field: HTMLTextAreaElement, line: string): void {
  const typed = field.value;
  const place = () => document.getElementById(field.id) as HTMLTextAreaElement | null;
  void confirm({
    meeting, line, point: field.dataset.point, into: roomBeside(field),
    write: (markdown, plain) => replaceLine(place(), line, field.dataset.shared === "Note" ? markdown : plain),
    back: () => place()?.focus(),
    mayFocus: () => document.activeElement === field && field.value === typed,
  });
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
