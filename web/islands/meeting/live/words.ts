// One quiet word beside a text: nothing while somebody types, and no claim before it is true.
import type { OpenText } from "./open";
import type { LiveText } from "./text";

const slowAfter = 600;
const stillAfter = 300;

export class Words {
  private readonly since = new WeakMap<LiveText, number>();
  private readonly soon = new WeakMap<LiveText, number>();

  constructor(private readonly isUp: () => boolean) {}

  show(opened: OpenText): void {
    const { text } = opened;
    clearTimeout(this.soon.get(text));
    // Why the server refused it stands there until something else is written.
    if (text.isStuck) return sayAt(opened, text.why);
    if (!text.isUnsaved) this.since.delete(text);
    else if (!this.since.has(text)) this.since.set(text, Date.now());

    const [unsavedFor, quietFor] = [Date.now() - (this.since.get(text) ?? Date.now()), Date.now() - text.lastTyped];
    if (text.isUnsaved && text.hasNoRoom) sayAt(opened, "This browser has no room to keep this. Stay until it is saved.");
    else if (text.isUnsaved && !this.isUp()) sayAt(opened, "Waiting for the network");
    else if (text.isUnsaved && unsavedFor >= slowAfter) sayAt(opened, "Saving…");
    else if (!text.isUnsaved && quietFor >= stillAfter) sayAt(opened, text.version > 0 && text.lastTyped > 0 ? "Saved" : "");
    else {
      sayAt(opened, "");
      this.soon.set(text, window.setTimeout(() => this.show(opened), text.isUnsaved ? slowAfter - unsavedFor : stillAfter - quietFor));
    }
  }
}

export function sayAt(opened: OpenText, words: string): void {
  const mark = opened.mark;
  if (mark && mark.textContent !== words) mark.textContent = words;
}
