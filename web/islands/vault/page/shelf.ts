// The open notes: a box to write in, the ones that there are, found by words, person and tag.
import { make } from "../../everywhere/dom";
import type { Shelf, Status, Wanted } from "../asked";
import type { VaultClient } from "../client";
import type { Person } from "../takeout";
import { forGood, isOver } from "../lifetime";
import { checkup } from "./checkup";
import { due, isOverdue } from "./doors";
import { Former, onDay } from "./former";
import { rendered } from "./markdown";
import { NoteBox, type Place } from "./note-box";
import { button, wordsOf } from "./parts";

const page = 50;
const nowhere: Place = { about: null, series: null, meeting: null, point: null, kind: "note" };

export class OpenNotes {
  private readonly list = make("ul", { class: "rows notes", "data-rows": "" });
  private readonly count = make("p", { class: "quiet", role: "status" });
  private readonly more = button("Show more", () => void this.extend());
  private readonly box: NoteBox | null;
  private wanted: Wanted = { atMost: page };
  private words!: HTMLInputElement;
  private tag!: HTMLSelectElement;
  private asked = 0;
  private editing: string | null = null;
  private readonly former: Former;
  private whom!: HTMLSelectElement;

  constructor(place: HTMLElement, private readonly client: VaultClient, private readonly people: Person[], status: Status, unsent = "") {
    const mayWrite = status.isOn && !isOverdue(status);
    this.box = mayWrite ? new NoteBox(client, nowhere, people, "New note", () => void this.draw()) : null;
    this.former = new Former(client, people, person => {
      this.whom.value = person;
      this.whom.dispatchEvent(new Event("change"));
      this.count.scrollIntoView({ block: "nearest" });
    });
    const off = status.isOn ? [] : [make("p", { class: "quiet", text: "Your organisation has switched private notes off. What you have written you can read, take along and erase." })];
    const overdue = due(status);
    const check = status.isOn ? checkup(client, status) : null;
    place.replaceChildren(...(overdue ? [overdue] : []), ...(check ? [check] : []), ...off, ...(this.box ? [this.box.element] : []), this.former.element, this.tools(), this.count, this.list, this.more);
    this.box?.area.setAttribute("data-key", "n");
    this.box?.area.setAttribute("data-key-label", "New note");
    void this.draw();
    this.box?.area.focus();
    this.box?.goOn(unsent);
  }

  get unsent(): string {
    return this.box?.unsent ?? "";
  }

  keep = (): Promise<boolean> => this.box?.keep() ?? Promise.resolve(true);

  private tools(): HTMLElement {
    this.words = make("input", { type: "search", id: "note-words", autocomplete: "off", dir: "auto", "data-key": "/", "data-key-label": "Search" });
    const whom = this.whom = make("select", { id: "note-about" }, make("option", { value: "", text: "Everybody" }), ...this.people.map(person => make("option", { value: person.id, text: person.name })));
    this.tag = make("select", { id: "note-tag" }, make("option", { value: "", text: "Every tag" }));
    const label = (to: string, text: string, control: HTMLElement) => make("div", { class: "field" }, make("label", { for: to, text }), control);
    const change = () => {
      this.wanted = { words: this.words.value, about: whom.value, tag: this.tag.value, atMost: page };
      void this.draw();
    };
    this.words.addEventListener("input", change);
    whom.addEventListener("change", change);
    this.tag.addEventListener("change", change);
    return make("div", { class: "note-tools", role: "search" }, label("note-words", "Search", this.words), label("note-about", "About", whom), label("note-tag", "Tag", this.tag));
  }

  private async extend(): Promise<void> {
    this.wanted = { ...this.wanted, atMost: this.wanted.atMost + page };
    await this.draw();
  }

  /** A row that is being written in stays as it is. */
  async draw(): Promise<void> {
    if (this.editing !== null) return;
    const mine = ++this.asked;
    void this.former.draw();
    const shelf = await this.client.ask("list", this.wanted).catch(() => null);
    if (!shelf || mine !== this.asked || this.editing !== null) return;
    const others = shelf.notes.filter(one => one.id !== this.box?.id);
    const count = shelf.count - (shelf.notes.length - others.length);
    this.list.replaceChildren(...others.map(one => this.row(one)));
    this.more.hidden = count <= others.length;
    const isAll = !this.wanted.words && !this.wanted.about && !this.wanted.tag;
    this.count.textContent = count === 0 ? (isAll ? "Nothing yet. The first note is a word away." : "No note has that.") : `${count} ${count === 1 ? "note" : "notes"}`;
    this.offer(shelf.tags);
  }

  private offer(tags: string[]): void {
    if ([...this.tag.options].slice(1).map(option => option.value).join() === tags.join()) return;
    const chosen = this.tag.value;
    this.tag.replaceChildren(make("option", { value: "", text: "Every tag" }), ...tags.map(tag => make("option", { value: tag, text: `#${tag}` })));
    this.tag.value = tags.includes(chosen) ? chosen : "";
  }

  private row(one: Shelf["notes"][number]): HTMLElement {
    const about = this.people.find(person => person.id === one.note.about)?.name;
    const body = make("div", { class: "row-body" });
    const facts = [about ? `About ${about}` : null, one.note.kind === "point" ? "Draft of a point" : null, one.deleteAfter && one.deleteAfter !== forGood && !isOver(one.deleteAfter) ? `${about || one.note.kind === "point" ? "erased" : "Erased"} after ${onDay(one.deleteAfter)}` : null].filter(Boolean).join(", ");
    const show = () => body.replaceChildren(
      make("div", { class: "note-text hand", dir: "auto" }, ...rendered(one.note.text)),
      ...(facts ? [make("p", { class: "row-note", text: facts })] : []),
      make("div", { class: "actions" }, button("Edit", () => this.edit(one, body), "link-button"), button("Erase", () => this.erase(one, body, show), "link-button")));
    show();
    return make("li", { class: "row", "data-note": one.id }, make("div", { class: "fact", text: near(one.note.changedAt) }), body);
  }

  private edit(one: Shelf["notes"][number], body: HTMLElement): void {
    this.editing = one.id;
    const box = new NoteBox(this.client, nowhere, this.people, "Note", () => {
      this.editing = null;
      void this.draw();
    }, { id: one.id, note: one.note, revision: one.revision, deleteAfter: one.deleteAfter });
    body.replaceChildren(box.element);
    box.area.focus();
  }

  private erase(one: Shelf["notes"][number], body: HTMLElement, back: () => void): void {
    const problem = make("span", { class: "problem-line", role: "alert" });
    const yes = button("Erase it for good", () => void this.client.ask("erase", { ids: [one.id] }).catch(trouble => (problem.textContent = wordsOf(trouble))), "button-outlined");
    body.replaceChildren(make("p", { text: "It is gone from every device, and from backups within 35 days." }), make("div", { class: "actions" }, yes, button("Keep it", back, "link-button"), problem));
    yes.focus();
  }
}

/** "today", "12 March", "12 March 2024". */
export function near(at: string): string {
  const day = new Date(at);
  if (Number.isNaN(day.getTime())) return "";
  const today = new Date();
  if (day.toDateString() === today.toDateString()) return "Today";
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", ...(day.getFullYear() === today.getFullYear() ? {} : { year: "numeric" }) });
}
