// What is loaded when a text is written: the editor, and how it is put in the place of a text area.
import type { ChangeSet } from "@codemirror/state";
import { say } from "../../everywhere/dom";
import type { Unsent } from "../../everywhere/unsent";
import type { Line } from "../line";
import { headOf, peopleIn } from "./carets";
import { manners, Mounted } from "./editor";
import { placeOf } from "./fields";
import { LiveText, type Happenings, type Kept } from "./text";
import { inWords } from "./things";

const afterLastMove = 80;

export interface Surroundings {
  line: Line;
  unsent: Unsent;
  happenings: Happenings;

  /** This person has left the text, or the last of several has. */
  left(text: OpenText): void;

  /** Enter was pressed behind this line of it. */
  ended(text: OpenText, line: string): void;
}

/** A text that is being written, on this page or only on its way. */
export class OpenText {
  private mounted: Mounted | undefined;
  private telling: number | undefined;
  private isTold = false;

  /** This person has written or stood in it. */
  wasEntered = false;

  private constructor(readonly text: LiveText, private readonly around: Surroundings) {}

  /** Opens the text of a field on the page. What was typed before the editor came is written as a change. */
  static of(field: HTMLTextAreaElement, label: string, around: Surroundings): OpenText {
    const [shown, typed] = [field.defaultValue, field.value];
    const opened = OpenText.begin(
      { place: placeOf(field), label, longest: Number(field.dataset.longest), version: Number(field.dataset.version), text: shown, changes: [], typed: shown },
      crypto.randomUUID(), around, field);
    opened.text.become(typed);
    opened.text.wake();
    return opened;
  }

  /** Takes up what an earlier life of a page has left. */
  static resume(client: string, kept: Kept, around: Surroundings): OpenText {
    return OpenText.begin(kept, client, around, null);
  }

  private static begin(kept: Kept, client: string, around: Surroundings, field: HTMLTextAreaElement | null): OpenText {
    let opened: OpenText | undefined;
    const extensions = manners({
      label: field?.labels?.[0]?.textContent ?? kept.label,
      longest: kept.longest,
      hint: field?.placeholder ?? "",
      description: field?.closest(".field")?.querySelector(".reader > span")?.textContent ?? "",
      tooLong: letters => say(`That would make ${number(letters)} letters, and this text holds ${number(kept.longest)}. It was left out; nothing else changed.`),
      ended: line => opened && around.ended(opened, line),
    });
    const text = new LiveText(kept.place, kept.label, kept.longest, client, kept, kept.changes, extensions, around.line, around.unsent, around.happenings);
    return (opened = new OpenText(text, around));
  }

  get field(): HTMLTextAreaElement | undefined {
    return this.mounted?.field;
  }

  get isShown(): boolean {
    return this.mounted?.host.isConnected ?? false;
  }

  get isWritten(): boolean {
    return this.mounted?.isWritten ?? false;
  }

  /** Who else has their caret in it. */
  get othersHere(): string[] {
    return peopleIn(this.text.state);
  }

  get isSomebodyElseHere(): boolean {
    return this.othersHere.length > 0;
  }

  get mark(): Element | null {
    return this.mounted?.host.closest("form, .field")?.querySelector("[data-saved]") ?? null;
  }

  mount(field: HTMLTextAreaElement): void {
    this.forgetHost();
    this.wasEntered ||= document.activeElement === field;
    this.mounted = new Mounted(this.text, field, {
      moved: () => this.tellSoon(),
      entered: () => {
        this.wasEntered = true;
        this.tellSoon();
      },
      left: () => {
        this.tellAway();
        this.around.left(this);
      },
    });
    if (this.isWritten) this.tellSoon();
  }

  /** Gives the place back to the text area. */
  unmount(): void {
    this.mounted?.remove();
    this.mounted = undefined;
  }

  /** The page has taken the place away, and the editor with it; what was written goes on its way nonetheless. */
  forgetHost(): void {
    if (!this.mounted || this.mounted.host.isConnected) return;
    this.tellAway();
    this.unmount();
  }

  get host(): HTMLElement | undefined {
    return this.mounted?.host;
  }

  focus(): void {
    this.mounted?.focus();
  }

  /** Puts other words in the place of a line, if it still stands there as it was. */
  replaceLine(line: string, words: string): void {
    const { doc } = this.text.state;
    for (let number = 1; number <= doc.lines; number++) {
      const { from, to, text } = doc.line(number);
      if (text !== line) continue;
      const insert = to === doc.length ? `${words}\n` : words;
      return this.text.dispatch({ changes: { from, to, insert }, filter: false });
    }
  }

  /** The line in which somebody else has just written. */
  lineOf(person: string, changes: ChangeSet): string {
    let end = headOf(this.text.state, person) ?? 0;
    changes.iterChangedRanges((_from, _to, _start, until) => (end = until));
    return inWords(this.text.state.doc.lineAt(Math.min(end, this.text.state.doc.length)).text);
  }

  private tellSoon(): void {
    this.telling ??= window.setTimeout(() => {
      this.telling = undefined;
      if (this.isWritten) this.tell();
    }, afterLastMove);
  }

  /** Says where this person writes. */
  tell(): void {
    const { place } = this.text;
    const { version, anchor, head } = this.text.carets.own();
    this.around.line.tell("Caret", place.kind, place.point, version, anchor, head);
    this.isTold = true;
  }

  private tellAway(): void {
    if (this.isTold) this.around.line.tell("Caret", null, null, 0, 0, 0);
    this.isTold = false;
  }
}

const number = (letters: number) => letters.toLocaleString("en-GB");
