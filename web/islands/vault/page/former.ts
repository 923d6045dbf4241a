// Notes about people whom one no longer meets: looked through, kept, or left to go after a day that is said here.
import { make } from "../../everywhere/dom";
import type { About } from "../asked";
import type { VaultClient } from "../client";
import { dayOf, dayText, forGood, today, usualEnd } from "../lifetime";
import type { Person } from "../takeout";
import { button, field, form, wordsOf } from "./parts";

const written = (day: Date) => day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "30 November 2026". */
export const onDay = (days: number): string => written(new Date(`${dayText(days)}T00:00:00Z`));

export class Former {
  readonly element = make("div");
  /** A question that is open is not swept away by what is saved meanwhile. */
  private isAsking = false;
  private shown = "";

  constructor(private readonly client: VaultClient, private readonly people: Person[], private readonly look: (person: string) => void) {}

  async draw(): Promise<void> {
    const gone = this.people.filter(person => person.until);
    if (gone.length === 0 || this.isAsking) return;
    const abouts = await this.client.ask("abouts").catch(() => null);
    if (!abouts || this.isAsking) return;
    const shown = gone.map(person => ({ person, about: abouts.find(about => about.person === person.id) })).filter((one): one is { person: Person; about: About } => one.about !== undefined);
    // Where nothing was chosen, the usual day is; its keeping redraws this.
    for (const { person, about } of shown) if (about.undecided.length > 0) void this.client.ask("keepUntil", { ids: about.undecided, deleteAfter: usualEnd(person.until!) }).catch(() => {});
    // What stands there already stays, so that nothing is taken from under a finger.
    const told = JSON.stringify(shown);
    if (told === this.shown) return;
    this.shown = told;
    this.element.replaceChildren(...(shown.length > 0
      ? [make("section", { class: "section-near former" }, make("h2", { text: "People you no longer meet" }), make("ul", { class: "rows" }, ...shown.map(one => this.row(one.person, one.about))))]
      : []));
  }

  private row(person: Person, about: About): HTMLElement {
    const body = make("div", { class: "row-body" });
    const show = () => {
      this.isAsking = false;
      body.replaceChildren(make("p", { class: "row-title", dir: "auto", text: person.name }), make("p", { class: "row-note", text: this.fate(person, about) }), make("div", { class: "actions" },
        button("Look through them", () => this.look(person.id), "link-button"),
        button("Another day", () => this.another(body, about, show), "link-button"),
        ...(this.isForGood(about) ? [] : [button("Keep them", () => this.keep(body, about), "link-button")]),
        button("Erase them now", () => this.erase(body, about, show), "link-button")));
    };
    show();
    return make("li", { class: "row" }, make("div", { class: "fact", text: `Until ${written(new Date(`${person.until}T00:00:00Z`))}` }), body);
  }

  private isForGood = (about: About): boolean => about.undecided.length === 0 && about.days.every(day => day === forGood);

  private fate(person: Person, about: About): string {
    const many = about.ids.length === 1 ? "1 note about them" : `${about.ids.length} notes about them`;
    if (this.isForGood(about)) return `${many}, kept until you erase ${about.ids.length === 1 ? "it" : "them"}.`;
    const first = about.undecided.length > 0 ? usualEnd(person.until!) : about.days[0]!;
    const all = about.days.every(day => day === first);
    return `${many}. ${all ? (about.ids.length === 1 ? "It goes" : "They go") : "The first go"} after ${onDay(first)}, unless you decide otherwise.`;
  }

  private another(body: HTMLElement, about: About, back: () => void): void {
    this.isAsking = true;
    const first = about.days.find(day => day !== forGood);
    const { row, input } = field("Erase them after", { type: "date", required: "", min: dayText(today() + 1)!, ...(first ? { value: dayText(first)! } : {}) });
    body.replaceChildren(form("Keep them until then", [row], async () => {
      if (!input.value || !input.validity.valid) throw new Error("Choose a day that is still to come.");
      await this.client.ask("keepUntil", { ids: about.ids, deleteAfter: dayOf(input.value) });
      await this.again();
    }, "button-outlined"), button("Leave it as it is", back, "link-button"));
    input.focus();
  }

  private async keep(body: HTMLElement, about: About): Promise<void> {
    await this.client.ask("keepUntil", { ids: about.ids, deleteAfter: forGood }).then(() => this.again(), trouble => body.append(make("p", { class: "problem-line", role: "alert", text: wordsOf(trouble) })));
  }

  private erase(body: HTMLElement, about: About, back: () => void): void {
    this.isAsking = true;
    body.replaceChildren(make("p", { text: "They are gone from every device, and from backups within 35 days." }), form("Erase them for good", [], async () => {
      await this.client.ask("erase", { ids: about.ids });
      await this.again();
    }, "button-outlined"), button("Keep them", back, "link-button"));
  }

  private async again(): Promise<void> {
    this.isAsking = false;
    this.shown = "";
    await this.draw();
  }
}
