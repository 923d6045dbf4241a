// Texts that both write at the same time. Until somebody writes, a text is the text area that the page came with; then an
// editor takes its place, loaded only now. If it cannot be loaded, the text area saves itself as it did before.
//
//   textarea[data-live]   with data-shared, data-point, data-version; [data-saved] beside it says how far its words are
//
import { Unsent } from "../../everywhere/unsent";
import { later } from "../../everywhere/later";
import type { Line } from "../line";
import type { Writing } from "../said-in-fields";
import { fieldOf, labelOf, placeOf } from "./fields";
import { endPage, giveBack, type GivenBack } from "./gone";
import { Press } from "./press";
import { readAt } from "./rendering";
import type { OpenText, Surroundings } from "./open";
import { Saying } from "./saying";
import type { LiveText } from "./text";
import { hold, Unfinished } from "./unfinished";
import { Words } from "./words";
import { keyOf, type Caret, type Change } from "./wire";

const typingLasts = 3000;
const afterLeaving = 300;

export class LiveTexts {
  /** The editor did not come: the text areas are on their own. */
  isPlain = false;
  private hasEnded = false;
  private readonly open = new Map<string, OpenText>();
  private readonly onTheirWay = new Set<OpenText>();
  private readonly unsent: Unsent;
  private readonly unfinished: Unfinished;
  private readonly saying: Saying;
  private readonly press = new Press();
  private readonly words = new Words(() => this.line.isUp);
  private loading: Promise<typeof import("./open") | undefined> | undefined;
  private line!: Line;

  /**
   * @param readAnew Fetches the page again; false when it has become another one.
   * @param plain What saves the text areas that are on their own.
   * @param ended Hears each line behind which Enter was pressed.
   */
  constructor(
    account: string, meeting: string, private readonly other: string, private readonly readAnew: () => Promise<boolean>,
    private readonly plain: { takeAll(): void; giveUp(): GivenBack[] },
    private readonly ended: (line: string, writing: Writing) => void) {
    this.unsent = new Unsent(account, meeting);
    this.unfinished = new Unfinished(this.unsent);
    this.saying = new Saying(other);
  }

  begin(line: Line): void {
    this.line = line;
    line.hear("changed", (kind: string, point: string | null, version: number, changes: Change[]) => void this.changed(keyOf({ kind, point }), version, changes));
    line.hear("caret", (person: string, name: string, kind: string | null, point: string | null, version: number, anchor: number, head: number) =>
      void this.pointed(kind === null ? null : keyOf({ kind, point }), { person, name: this.nameOf(person, name), version, anchor, head }));
    line.hear("present", (people: { id: string }[]) => this.present(people.map(person => person.id)));
    line.hear("cut", (why: string) => this.cut(why));
    document.addEventListener("focusin", event => {
      if (event.target instanceof HTMLTextAreaElement && "live" in event.target.dataset) void this.take(event.target);
    });
    document.addEventListener("click", readAt);
    addEventListener("beforeunload", event => this.isLosing && event.preventDefault());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.resume());
    this.resume();
    const focused = document.activeElement;
    if (focused instanceof HTMLTextAreaElement && "live" in focused.dataset) void this.take(focused);
  }

  /** The line holds again: whatever was missed is asked for, and what waits goes. */
  back(): void {
    for (const { text } of this.all) text.miss();
    this.tell();
    this.resume();
  }

  get isTyping(): boolean {
    return this.all.some(({ text }) => Date.now() - text.lastTyped < typingLasts);
  }

  /** Before a fresh page comes in: where nobody writes any more, and the page has all of it, it shows the text again. */
  absorb(page: Document): void {
    for (const [key, opened] of this.open) {
      if (!opened.field || opened.isWritten || opened.isSomebodyElseHere || !opened.wasEntered || opened.text.isUnsaved) continue;
      const fresh = page.querySelector<HTMLElement>(`#${CSS.escape(opened.field.id)}`);
      if (!fresh || Number(fresh.dataset.version) < opened.text.version) continue;
      opened.unmount();
      this.open.delete(key);
    }
  }

  /** After it has come in: texts whose place went are only on their way, and whose place came are written there. */
  settle(): void {
    for (const [key, opened] of this.open) {
      opened.forgetHost();
      if (opened.isShown) {
        this.words.show(opened);
        continue;
      }
      this.open.delete(key);
      if (opened.text.isUnsaved) this.onTheirWay.add(opened);
    }
  }

  private get all(): OpenText[] {
    return [...this.open.values(), ...this.onTheirWay];
  }

  private get isLosing(): boolean {
    return this.all.some(({ text }) => text.isUnsaved && !text.isKept);
  }

  // ── A text is opened ──

  private load(): Promise<typeof import("./open") | undefined> {
    return (this.loading ??= later("open", () => import("./open")).catch(() => {
      this.isPlain = true;
      this.plain.takeAll();
      return undefined;
    }));
  }

  private async take(field: HTMLTextAreaElement): Promise<OpenText | undefined> {
    const editor = await this.load();
    await this.press.over();
    const known = this.open.get(keyOf(placeOf(field)));
    if (known?.isShown || !editor || !field.isConnected) return known;

    const key = keyOf(placeOf(field));
    const isTouched = field.value !== field.defaultValue;
    const waiting = [...this.onTheirWay].find(({ text }) => keyOf(text.place) === key && !isTouched);
    const opened = waiting ?? editor.OpenText.of(field, labelOf(field), this.around);
    this.onTheirWay.delete(opened);
    this.open.set(key, opened);
    opened.mount(field);
    void hold(opened.text.client);
    this.moved(opened.text);
    return opened;
  }

  /** What was left unsent goes on its way, in its place on the page if it has one. */
  private resume(): void {
    void this.unfinished.each(async (client, kept) => {
      const editor = await this.load();
      if (!editor || this.hasEnded) return;

      const opened = editor.OpenText.resume(client, kept, this.around);
      this.onTheirWay.add(opened);
      opened.wasEntered = true;
      const field = fieldOf(keyOf(opened.text.place));
      if (field && !this.open.has(keyOf(opened.text.place))) await this.take(field);
      opened.text.wake();
    });
  }

  // ── What is heard ──

  private async changed(key: string, version: number, changes: Change[]): Promise<void> {
    const opened = await this.opened(key);
    opened?.text.heard(version, changes);
    if (!opened && this.isPlain) void this.readAnew();
  }

  private async pointed(key: string | null, caret: Caret): Promise<void> {
    for (const [other, opened] of this.open) if (other !== key) this.wentAway(opened, caret.person);
    if (key !== null) (await this.opened(key))?.text.carets.show(caret);
  }

  /** As the two call each other. */
  private nameOf(person: string, name: string): string {
    return person === this.line.me ? "You" : this.other || name;
  }

  private async opened(key: string): Promise<OpenText | undefined> {
    const known = this.open.get(key);
    const field = known ? null : fieldOf(key);
    return field ? this.take(field) : known;
  }

  private present(people: string[]): void {
    this.tell();
    for (const opened of this.open.values()) opened.othersHere.filter(person => !people.includes(person)).forEach(person => this.wentAway(opened, person));
  }

  /** Whoever has just come does not know yet where this person writes. */
  private tell(): void {
    for (const opened of this.open.values()) if (opened.isWritten) opened.tell();
  }

  private wentAway(opened: OpenText, person: string): void {
    opened.text.carets.away(person);
    this.leaveSoon(opened);
  }

  // ── What has become of it ──

  private moved(text: LiveText): void {
    const opened = this.all.find(other => other.text === text);
    if (!opened) return;
    this.words.show(opened);
    if (text.isUnsaved) return;
    this.leaveSoon(opened);
    // Whoever has the same text open here does not hear of it otherwise.
    if (!this.onTheirWay.delete(opened)) return;
    this.open.get(keyOf(text.place))?.text.miss();
    void this.readAnew();
  }

  /** Nobody writes in it any more: the page shows it again as the server reads it. */
  private leaveSoon(opened: OpenText): void {
    window.setTimeout(() => this.isLeft(opened) && void this.readAnew(), afterLeaving);
  }

  private isLeft(opened: OpenText): boolean {
    return opened.isShown && opened.wasEntered && !opened.isWritten && !opened.isSomebodyElseHere && !opened.text.isUnsaved;
  }

  private async refused(text: LiveText, why: string): Promise<void> {
    // A meeting that was closed meanwhile becomes its record, which shows what was left behind.
    if (!(await this.readAnew())) return;
    const opened = this.all.find(other => other.text === text);
    if (opened?.isShown) return this.words.show(opened);

    giveBack(why, [{ label: text.label, words: text.state.doc.toString() }]);
    this.forget([text]);
  }

  /** The meeting is no longer this person's: it leaves the page, and what is unsent is given back once. */
  cut(why: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const texts = this.all.map(({ text }) => text);
    const lost = texts.filter(text => text.isUnsaved).map(text => ({ label: text.label, words: text.state.doc.toString() }));
    this.forget(texts);
    endPage(why, [...lost, ...this.plain.giveUp()]);
  }

  private forget(texts: LiveText[]): void {
    for (const text of texts) text.end();
    for (const [key, opened] of this.open) if (texts.includes(opened.text)) this.open.delete(key);
    for (const opened of this.onTheirWay) if (texts.includes(opened.text)) this.onTheirWay.delete(opened);
  }

  private writingIn(opened: OpenText): Writing {
    const { text } = opened;
    const then = text.state.doc;
    return {
      kind: text.place.kind, point: text.place.point ?? undefined, element: opened.host!,
      replace: (line, words) => {
        const here = this.open.get(keyOf(text.place)) ?? opened;
        if (!here.isShown) this.onTheirWay.add(here);
        here.replaceLine(line, words);
      },
      focus: () => opened.isShown ? opened.focus() : fieldOf(keyOf(text.place))?.focus(),
      isStill: () => opened.isWritten && text.state.doc.eq(then),
    };
  }

  private get around(): Surroundings {
    return {
      line: this.line,
      unsent: this.unsent,
      left: opened => this.leaveSoon(opened),
      ended: (opened, line) => void setTimeout(() => this.ended(line, this.writingIn(opened))),
      happenings: {
        moved: text => this.moved(text),
        cameIn: (text, by, changes) => {
          const opened = this.open.get(keyOf(text.place));
          if (opened?.text === text && by !== this.line.me) this.saying.wrote(text.label, () => opened.lineOf(by, changes));
        },
        refused: (text, why) => void this.refused(text, why),
      },
    };
  }
}
