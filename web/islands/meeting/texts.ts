// The texts that both write. Each is saved as it is typed, one save after another, on the version that was last seen. When
// the other person was faster, both versions are shown and this browser waits for a choice; nothing is overwritten and
// nothing typed is lost.
import { make } from "../everywhere/dom";
import { KeptTexts, type KeptText } from "./kept-texts";
import type { GivenBack } from "./live/gone";

const afterLastKey = 300;
const whileTyping = 1000;
const firstPause = 500;
const longestPause = 15_000;
const mostUnanswered = 5;
const longestWait = 2000;

/** How a text stands on the server. */
interface Saved {
  text: string;
  version: number;
  byMe: boolean;
}

/** One text, whether or not its field is on the page just now. */
class SharedText {
  text: string;
  saved: string;
  version: number;
  /** What was sent and never answered: the server may have taken any of it. */
  unanswered: string[] = [];
  conflict: Saved | undefined;
  panel: Element | undefined;
  isSaving = false;
  pause = firstPause;
  timer: number | undefined;
  since: number | undefined;
  refused: string | undefined;
  word: string | undefined;

  constructor(readonly key: string, public label: string, text: string, version: number) {
    [this.text, this.saved, this.version] = [text, text, version];
  }

  get isDirty(): boolean {
    return this.text !== this.saved;
  }
}

export class SharedTexts {
  whenClosed: () => void = () => {};

  /** Whether the texts that have an editor are here too, since it could not be loaded. */
  hasAll = false;
  private readonly texts = new Map<string, SharedText>();
  private readonly kept: KeptTexts;
  private readonly saving = new Set<Promise<void>>();
  private isFinishing = false;
  private hasEnded = false;
  private lastTyped = 0;

  constructor(account: string, private readonly meeting: string, private readonly other: string) {
    this.kept = new KeptTexts(account, meeting);
  }

  begin(): void {
    for (const field of this.fields()) this.meet(field);
    for (const left of this.kept.all()) this.restore(left);

    document.addEventListener("input", event => {
      if (this.serves(event.target)) this.typed(event.target);
    });
    document.addEventListener("focusout", event => {
      if (this.serves(event.target)) this.saveNow(this.of(event.target));
    });
    document.addEventListener("submit", event => this.finish(event));
    addEventListener("pageshow", () => (this.isFinishing = false));
    addEventListener("online", () => this.retry());
    addEventListener("pagehide", () => this.texts.forEach(text => this.saveNow(text)));
  }

  /** The editor does not come: what was typed for it is saved from here. */
  takeAll(): void {
    this.hasAll = true;
    for (const field of this.fields()) {
      this.meet(field, field.defaultValue);
      if (field.value !== field.defaultValue) this.typed(field);
    }
  }

  /** The meeting is no longer this person's: nothing more is sent or kept, and what was not saved is handed over. */
  giveUp(): GivenBack[] {
    this.hasEnded = true;
    for (const { key, timer } of this.texts.values()) {
      clearTimeout(timer);
      this.kept.forget(key);
    }
    return [...this.texts.values()].filter(text => text.isDirty || text.conflict).map(({ label, text }) => ({ label, words: text }));
  }

  private serves(target: EventTarget | null): target is HTMLTextAreaElement {
    return target instanceof HTMLTextAreaElement && target.dataset.shared !== undefined && (this.hasAll || !("live" in target.dataset));
  }

  private fields(page: ParentNode = document): HTMLTextAreaElement[] {
    return [...page.querySelectorAll<HTMLTextAreaElement>("textarea[data-shared]")].filter(field => this.hasAll || !("live" in field.dataset));
  }

  /** Typing has not paused for a while: a bad moment to take the page away. */
  get isTyping(): boolean {
    return Date.now() - this.lastTyped < 3000;
  }

  get hasUnsaved(): boolean {
    return [...this.texts.values()].some(text => text.isDirty || text.conflict);
  }

  /** What waits for the network may go now. */
  retry(): void {
    for (const text of this.texts.values()) {
      text.pause = firstPause;
      this.saveNow(text);
    }
  }

  /** Takes in what the server shows now: a field that nobody types in follows, one that is being typed in waits for its turn. */
  absorb(page: Document): void {
    for (const fresh of this.fields(page)) {
      const text = this.texts.get(keyOf(fresh));
      const version = Number(fresh.dataset.version);
      if (text?.conflict && version > text.conflict.version) this.disagree(text, { ...text.conflict, text: fresh.defaultValue, version });
      if (!text || version <= text.version || text.isSaving || text.isDirty || text.conflict) continue;
      [text.text, text.saved, text.version, text.word] = [fresh.defaultValue, fresh.defaultValue, version, undefined];
      this.show(text);
    }
  }

  /** Fields that have come onto the page show what is known of them here. */
  meetAll(): void {
    for (const field of this.fields()) this.meet(field);
  }

  private meet(field: HTMLTextAreaElement, shown = field.value): void {
    const key = keyOf(field);
    const known = this.texts.get(key);
    if (!known) this.texts.set(key, new SharedText(key, labelOf(field), shown, Number(field.dataset.version)));
    else if (known.isDirty || known.version > Number(field.dataset.version)) this.show(known);
    else if (known.version < Number(field.dataset.version)) {
      [known.text, known.saved, known.version] = [field.defaultValue, field.defaultValue, Number(field.dataset.version)];
    }
    const text = this.texts.get(key)!;
    this.mark(text, text.word);
  }

  private of(field: HTMLTextAreaElement): SharedText {
    this.texts.has(keyOf(field)) || this.meet(field);
    return this.texts.get(keyOf(field))!;
  }

  /** Something typed in an earlier life of this page, which the server never confirmed. */
  private restore(left: KeptText): void {
    const text = this.texts.get(left.key) ?? new SharedText(left.key, left.label, "", left.base);
    this.texts.set(left.key, text);
    if (left.text.trim() === text.saved.trim()) return this.kept.forget(left.key);

    text.text = left.text;
    text.unanswered = left.sent;
    const isSeen = this.fieldOf(text) !== null;
    const isOurs = includes(left.sent, text.saved);
    if (isSeen && text.version !== left.base && !isOurs) this.disagree(text, { text: text.saved, version: text.version, byMe: false });
    else this.saveNow(text);
    this.show(text);
  }

  private typed(field: HTMLTextAreaElement): void {
    const text = this.of(field);
    this.lastTyped = Date.now();
    text.text = field.value;
    text.label = labelOf(field);
    text.refused = undefined;
    if (text.conflict) return this.disagree(text, text.conflict);
    if (!text.isDirty && !text.isSaving) return this.settle(text);

    const isKept = this.keep(text);
    this.mark(text, isKept ? undefined : "This browser has no room to keep this. Stay until it is saved.");
    text.since ??= Date.now();
    clearTimeout(text.timer);
    text.timer = window.setTimeout(() => this.saveNow(text), Math.min(afterLastKey, Math.max(0, text.since + whileTyping - Date.now())));
  }

  private saveNow(text: SharedText): void {
    clearTimeout(text.timer);
    if (!text.isDirty || text.isSaving || text.conflict || text.refused || this.isFinishing || this.hasEnded) return;
    const saved = this.save(text).finally(() => this.saving.delete(saved));
    this.saving.add(saved);
  }

  /** Finishing takes the texts along: a save that is under way is waited for, and no other begins behind it. */
  private finish(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || this.isFinishing || !form.hasAttribute("data-finish")) return;

    this.isFinishing = true;
    if (this.saving.size === 0) return;
    event.preventDefault();
    const waited = new Promise(over => setTimeout(over, longestWait));
    void Promise.race([Promise.allSettled(this.saving), waited]).then(() => form.requestSubmit(event.submitter));
  }

  private async save(text: SharedText): Promise<void> {
    const sent = text.text;
    text.isSaving = true;
    text.since = undefined;
    text.unanswered = [...text.unanswered.filter(earlier => earlier !== sent), sent].slice(-mostUnanswered);
    this.keep(text);
    try {
      const answer = await this.send(text, sent);
      text.isSaving = false;
      await this.take(text, sent, answer);
    } catch {
      text.isSaving = false;
      this.wait(text);
    }
  }

  private send(text: SharedText, words: string): Promise<Response> {
    const [kind, point] = text.key.split(":");
    const fields = new URLSearchParams({ kind: kind!, text: words, basedOn: String(text.version), "form-token": token() });
    if (point) fields.set("point", point);
    return fetch(`/meetings/${this.meeting}/texts`, {
      method: "POST", body: fields, headers: { accept: "application/json" }, credentials: "same-origin", mode: "same-origin", keepalive: words.length < 15_000,
    });
  }

  private async take(text: SharedText, sent: string, answer: Response): Promise<void> {
    if (answer.status >= 500) return this.wait(text);

    const said = (await answer.json().catch(() => ({}))) as Partial<Saved> & { detail?: string };
    if (answer.ok && said.version !== undefined) {
      text.version = said.version;
      text.saved = sent;
      text.unanswered = [];
      text.pause = firstPause;
      return this.settle(text);
    }

    if (answer.status === 409 && said.version !== undefined) return this.lost(text, said as Saved);
    this.refuse(text, answer.status, said.detail);
  }

  /** The server has something newer. If that is only our own save whose answer got lost, go on from there. */
  private lost(text: SharedText, theirs: Saved): void {
    if (theirs.byMe && includes(text.unanswered, theirs.text)) {
      [text.version, text.saved, text.unanswered] = [theirs.version, theirs.text, []];
      return this.settle(text);
    }
    this.disagree(text, theirs);
  }

  private settle(text: SharedText): void {
    if (text.isDirty) {
      this.keep(text);
      return this.saveNow(text);
    }
    this.kept.forget(text.key);
    this.stamp(text);
    this.mark(text, text.version > 0 ? "Saved" : undefined);
  }

  private wait(text: SharedText): void {
    this.mark(text, navigator.onLine ? "Not saved yet, kept in this browser" : "Waiting for the network, kept in this browser");
    clearTimeout(text.timer);
    text.timer = window.setTimeout(() => this.saveNow(text), text.pause);
    text.pause = Math.min(longestPause, text.pause * 2);
  }

  private refuse(text: SharedText, status: number, why?: string): void {
    text.refused = status === 401 ? "You are signed out. Kept in this browser until you sign in again." : why ?? "Not saved, kept in this browser.";
    this.mark(text, text.refused);
    if (status === 409) this.whenClosed();
  }

  private keep(text: SharedText): boolean {
    return this.hasEnded || this.kept.write({ key: text.key, text: text.text, base: text.version, sent: text.unanswered, label: text.label });
  }

  private fieldOf(text: SharedText): HTMLTextAreaElement | null {
    return this.fields().find(field => keyOf(field) === text.key) ?? null;
  }

  /** Puts the text into its field, if that is on the page, without moving the caret of whoever is in it. */
  private show(text: SharedText): void {
    const field = this.fieldOf(text);
    if (!field) return;
    if (field.value !== text.text) {
      const [start, end, isHere] = [field.selectionStart, field.selectionEnd, document.activeElement === field];
      field.value = text.text;
      if (isHere) field.setSelectionRange(start, end);
    }
    this.stamp(text);
  }

  private stamp(text: SharedText): void {
    const field = this.fieldOf(text);
    if (!field) return;
    field.defaultValue = text.saved;
    field.dataset.version = String(text.version);
    for (const carrier of document.querySelectorAll<HTMLInputElement>("[data-version-of]"))
      if (carrier.dataset.versionOf === field.id) carrier.value = String(text.version);
  }

  private mark(text: SharedText, words?: string): void {
    text.word = words;
    const field = this.fieldOf(text);
    const mark = field?.closest("form, .field-row")?.querySelector("[data-saved]");
    if (mark) mark.textContent = text.conflict ? "Not saved, choose above" : words ?? "";
  }

  // ── Two versions ──

  /** Shows both versions, as they are now: either person may go on writing while the choice waits. */
  private disagree(text: SharedText, theirs: Saved): void {
    text.conflict = theirs;
    this.keep(text);
    this.mark(text);
    if (text.panel?.isConnected) {
      const [there, here] = text.panel.querySelectorAll(".hand");
      [there!.textContent, here!.textContent] = [theirs.text, text.text];
      return;
    }

    const panel = make("section", { class: "conflict", "aria-label": `${this.other} changed this meanwhile` },
      make("h2", { text: theirs.byMe ? `You changed “${text.label}” in another window` : `${this.other} changed “${text.label}” meanwhile` }),
      make("div", { class: "versions" },
        make("div", {}, make("h3", { text: theirs.byMe ? "There" : `${this.other}’s` }), make("p", { class: "hand", dir: "auto", text: theirs.text })),
        make("div", {}, make("h3", { text: "Yours, not saved yet" }), make("p", { class: "hand", dir: "auto", text: text.text }))),
      make("div", { class: "actions" },
        choice("Keep mine", () => this.agree(text, () => text.text)),
        choice(theirs.byMe ? "Keep that one" : `Keep ${this.other}’s`, () => this.agree(text, theirs => theirs.text)),
        choice("Keep both", () => this.agree(text, theirs => `${theirs.text}\n\n${text.text}`))));
    text.panel = panel;
    conflicts().append(panel);
    const said = document.getElementById("said");
    if (said) said.textContent = panel.querySelector("h2")!.textContent;
  }

  private agree(text: SharedText, choose: (theirs: Saved) => string): void {
    const theirs = text.conflict!;
    const words = choose(theirs);
    text.panel?.remove();
    [text.conflict, text.panel] = [undefined, undefined];
    [text.version, text.saved, text.text, text.unanswered] = [theirs.version, theirs.text, words, []];
    this.show(text);
    this.settle(text);
    this.fieldOf(text)?.focus();
  }
}

/** The server trims what it keeps. */
const includes = (sent: string[], text: string) => sent.some(words => words.trim() === text.trim());

function choice(words: string, act: () => void): HTMLButtonElement {
  const button = make("button", { class: "button-outlined", type: "button", text: words });
  button.addEventListener("click", act);
  return button;
}

function conflicts(): Element {
  const known = document.getElementById("conflicts");
  if (known) return known;
  const place = make("div", { id: "conflicts", "data-mine": "" });
  document.getElementById("meeting-island")!.after(place);
  return place;
}

const keyOf = (field: HTMLTextAreaElement) => `${field.dataset.shared}:${field.dataset.point ?? ""}`;

function labelOf(field: HTMLTextAreaElement): string {
  const title = field.dataset.point ? document.getElementById("current-title")?.textContent : undefined;
  return title ?? field.labels?.[0]?.textContent ?? "this text";
}

const token = () => document.querySelector<HTMLInputElement>('input[name="form-token"]')?.value ?? "";
