// One writing box: what is typed is encrypted and kept as it is typed, under one id, until it is put away.
import { make } from "../../everywhere/dom";
import { Trouble, type VaultClient } from "../client";
import type { Note } from "../items";
import { dayOf, dayText, forGood, today } from "../lifetime";
import type { Person } from "../takeout";
import { button, wordsOf } from "./parts";

const pause = 500;

export interface Place {
  about: string | null;
  series: string | null;
  meeting: string | null;
  point: string | null;
  kind: Note["kind"];
}

export interface Draft {
  id: string;
  note: Note;
  revision: number | null;
  /** The day after which it goes; 0 for none. */
  deleteAfter: number;
}

/** The words after # stay words of the text as well. */
export const tagsIn = (text: string): string[] => [...new Set([...text.matchAll(/(?:^|\s)#([\p{L}\p{N}][\p{L}\p{N}_-]{1,39})/gu)].map(found => found[1]!.toLowerCase()))];

export class NoteBox {
  readonly element: HTMLElement;
  readonly area: HTMLTextAreaElement;
  /** A note, or a draft of a point; what is chosen holds from the next keeping on. */
  kind: Note["kind"];
  private readonly said = make("span", { class: "saved", role: "status" });
  private readonly whom: HTMLSelectElement | null;
  private readonly last: HTMLInputElement | null;
  private draft: Draft;
  private timer = 0;
  private saving: Promise<void> = Promise.resolve();
  private keptText: string;

  constructor(private readonly client: VaultClient, private place: Place, people: Person[] | null, label: string, private readonly done: () => void, draft?: Draft) {
    const id = `v-${crypto.randomUUID()}`;
    this.kind = draft?.note.kind ?? place.kind;
    this.draft = draft ?? this.fresh();
    this.keptText = this.draft.note.text;
    this.area = make("textarea", { id, rows: "3", dir: "auto", placeholder: draft ? "" : "Write. #tags find it again.", "data-private": "" });
    this.area.value = this.draft.note.text;
    this.whom = people ? this.choice(people) : null;
    this.last = draft ? make("input", { id: `${id}-last`, type: "date", min: dayText(today() + 1)!, value: this.draft.deleteAfter === forGood ? "" : (dayText(this.draft.deleteAfter) ?? "") }) : null;
    const reader = make("p", { class: "reader" }, lock(), make("span", { text: "Only you can read this." }), this.said);
    this.element = make("div", { class: "note-box" },
      make("div", { class: "field" }, make("label", { for: id, text: label }), this.area, reader),
      make("div", { class: "note-foot" },
        ...(this.whom ? [make("div", { class: "field" }, make("label", { for: `${id}-about`, text: "About" }), this.whom)] : []),
        ...(this.last ? [make("div", { class: "field" }, make("label", { for: `${id}-last`, text: "Erase it after" }), this.last)] : []),
        button(draft ? "Done" : "Next note", () => void this.putAway(), "button-outlined")));
    if (this.whom) this.whom.id = `${id}-about`;
    this.area.addEventListener("input", () => this.typed());
    this.whom?.addEventListener("change", () => this.typed());
    this.last?.addEventListener("change", () => this.typed());
    this.area.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        // On the page that closes a meeting the same keys finish it.
        event.stopPropagation();
        void this.putAway();
      } else if (event.key === "Escape") this.area.blur();
    });
    addEventListener("visibilitychange", () => document.hidden && void this.keep());
  }

  /** The note that is being written: a list leaves it out, since it stands here. */
  get id(): string {
    return this.draft.id;
  }

  /** What is typed and not yet kept, when the vault closes underneath. */
  get unsent(): string {
    return this.area.value === this.keptText ? "" : this.area.value;
  }

  /** What was typed before the notes were closed and opened again. */
  goOn(text: string): void {
    if (text === "") return;
    this.area.value = text;
    this.typed();
  }

  /** Where the next note is written; one that is being written stays where it was begun. */
  standAt(point: string | null): void {
    this.place = { ...this.place, point };
    if (this.draft.revision === null && this.area.value.trim() === "") this.draft = this.fresh();
  }

  private fresh(): Draft {
    const now = new Date().toISOString();
    return { id: crypto.randomUUID(), revision: null, deleteAfter: 0, note: { ...this.place, kind: this.kind, text: "", tags: [], createdAt: now, changedAt: now } };
  }

  private choice(people: Person[]): HTMLSelectElement {
    const select = make("select", {}, make("option", { value: "", text: "Nobody in particular" }), ...people.map(person => make("option", { value: person.id, text: person.name })));
    select.value = this.draft.note.about ?? "";
    return select;
  }

  private typed(): void {
    this.said.textContent = "";
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), pause);
  }

  /** Saves what is there; true if everything is. */
  async keep(): Promise<boolean> {
    clearTimeout(this.timer);
    const mine = this.saving.then(() => this.send());
    this.saving = mine.then(() => {}, () => {});
    return mine;
  }

  private async send(): Promise<boolean> {
    const text = this.area.value;
    const about = this.whom ? this.whom.value || null : this.place.about;
    const deleteAfter = this.lastDay();
    if (text === this.keptText && about === this.draft.note.about && this.kind === this.draft.note.kind && deleteAfter === this.draft.deleteAfter) return true;
    if (text.trim() === "" && this.draft.revision === null) return true;
    const note = { ...this.draft.note, kind: this.kind, text, about, tags: tagsIn(text), changedAt: new Date().toISOString() };
    try {
      const revision = await this.client.ask("save", { id: this.draft.id, note, basedOn: this.draft.revision, deleteAfter });
      this.draft = { id: this.draft.id, note, revision, deleteAfter };
      this.keptText = text;
      this.said.textContent = this.area.value === text ? "Saved" : "";
      return true;
    } catch (trouble) {
      if (trouble instanceof Trouble && trouble.why === "conflict") {
        this.draft = { ...this.fresh(), note };
        this.said.textContent = trouble.message;
        return this.send();
      }
      this.said.textContent = wordsOf(trouble);
      return false;
    }
  }

  /** An emptied day is a decision too. */
  private lastDay(): number {
    const before = this.draft.deleteAfter;
    if (!this.last || !this.last.validity.valid) return before;
    return this.last.value ? dayOf(this.last.value) : before === 0 ? 0 : forGood;
  }

  /** The box is for the next note from here on. An emptied note is erased. */
  async putAway(): Promise<void> {
    if (!(await this.keep())) return;
    if (this.area.value.trim() === "" && this.draft.revision !== null) await this.client.ask("erase", { ids: [this.draft.id] });
    this.draft = this.fresh();
    this.area.value = this.keptText = "";
    this.said.textContent = "";
    this.done();
  }
}

export function lock(): SVGSVGElement {
  const svg = (name: string, parts: Record<string, string>) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [attribute, value] of Object.entries(parts)) made.setAttribute(attribute, value);
    return made;
  };
  const drawn = svg("svg", { width: "14", height: "14", viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", "stroke-width": "1.3", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }) as SVGSVGElement;
  drawn.append(svg("rect", { x: "2.6", y: "7", width: "10.8", height: "7.2", rx: "1.4" }), svg("path", { d: "M5 7V4.8a3 3 0 0 1 6 0V7" }));
  return drawn;
}
