// The panel beside a series or a meeting: one box, what one wrote about this person last, first of all on the point that is being
// talked about, and drafts of points, which their author shares with one key.
import { make } from "../../everywhere/dom";
import type { Push, Shelf, Status, Wanted } from "../asked";
import { VaultClient } from "../client";
import { due, isOverdue, locked, setUp } from "./doors";
import { rendered } from "./markdown";
import { NoteBox, type Place } from "./note-box";
import { button, wordsOf } from "./parts";
import { near } from "./shelf";

const atMost = 6;

export async function openPanel(panel: HTMLElement, body: HTMLElement): Promise<void> {
  const { worker, person, about, series, meeting, meets } = panel.dataset as Record<string, string>;
  const place: Place = { about: about ?? null, series: series ?? null, meeting: meeting ?? null, point: null, kind: "note" };
  try {
    const client = new VaultClient(worker!, person!);
    let open: Beside | null = null;
    let unsent = "";
    const draw = async () => {
      unsent = open?.unsent || unsent;
      const status = await client.ask("status");
      open = null;
      if (!status.vault && !status.isOn) body.textContent = "Your organisation has switched private notes off.";
      else if (!status.vault) setUp(body, client);
      else if (status.isOpen) {
        open = new Beside(body, client, place, status, unsent);
        unsent = "";
      }
      else locked(body, client, status, null);
    };
    client.on((push: Push) => {
      if (push.push === "changed") void open?.draw();
      else if (push.push === "trouble") body.prepend(make("p", { role: "alert", text: push.message }));
      else void draw();
    });
    document.addEventListener("rapport:renewed", () => void open?.turn());
    await client.hello();
    if (meets === "true") await client.ask("meets", { isRunning: true });
    await draw();
  } catch (trouble) {
    body.textContent = wordsOf(trouble);
  }
}

/** The point that this meeting talks about now. */
const currentPoint = (): string | null => document.querySelector<HTMLElement>("[data-current-point]")?.dataset.currentPoint ?? null;
const nameOf = (point: string | null): string | null => (point && document.querySelector(`[data-point-name="${CSS.escape(point)}"]`)?.textContent?.trim()) || null;

class Beside {
  private readonly onPoint = make("div", { class: "on-point" });
  private readonly list = make("ul", { class: "rows notes" });
  private readonly drafts = make("div", { class: "drafts" });
  private readonly newPoint = document.querySelector<HTMLFormElement>("form#new-point");
  private readonly box: NoteBox | null = null;
  private editing = false;

  constructor(body: HTMLElement, private readonly client: VaultClient, private readonly place: Place, status: Status, unsent: string) {
    const overdue = due(status);
    const parts: Node[] = overdue ? [overdue] : [];
    if (status.isOn && !isOverdue(status)) {
      this.box = new NoteBox(client, { ...place, point: currentPoint() }, null, "Private note", () => void this.draw());
      this.box.goOn(unsent);
      parts.push(this.box.element);
      if (this.newPoint) parts.push(this.kind(this.box));
    }
    body.replaceChildren(...parts, this.onPoint, this.drafts, this.list, make("p", {}, make("a", { href: "/private-notes", text: "All private notes" })));
    void this.draw();
  }

  get unsent(): string {
    return this.box?.unsent ?? "";
  }

  /** They talk about another point now: what is written from here on belongs to that one. */
  async turn(): Promise<void> {
    this.box?.standAt(currentPoint());
    await this.draw();
  }

  private kind(box: NoteBox): HTMLElement {
    const check = make("input", { type: "checkbox" });
    check.addEventListener("change", () => (box.kind = check.checked ? "point" : "note"));
    return make("label", { class: "choice" }, check, make("span", { text: "A draft of a point, to share when it is ready" }));
  }

  async draw(): Promise<void> {
    if (this.editing) return;
    const point = currentPoint();
    const ask = (kind: "note" | "point", more: Partial<Wanted> = {}) => this.client.ask("list", { about: this.place.about ?? "", kind, atMost, ...more }).catch(() => null);
    const [notes, points, here] = await Promise.all([ask("note"), ask("point"), point ? ask("note", { point, atMost: 20 }) : null]);
    if (!notes || !points || this.editing) return;
    const isDone = (one: Shelf["notes"][number]) => one.id !== this.box?.id;
    const mine = points.notes.filter(one => one.note.series === this.place.series && isDone(one));
    this.drafts.replaceChildren(...(mine.length > 0 ? [make("h3", { text: mine.length === 1 ? "Your draft" : "Your drafts" }), make("ul", { class: "rows notes" }, ...mine.map((one, at) => this.row(one, at === 0)))] : []));
    const onIt = (here?.notes ?? []).filter(isDone);
    this.onPoint.replaceChildren(...(onIt.length > 0 ? [make("h3", { text: "On this point" }), make("ul", { class: "rows notes" }, ...onIt.map(one => this.row(one, false)))] : []));
    this.list.replaceChildren(...notes.notes.filter(isDone).filter(one => !onIt.some(here => here.id === one.id)).map(one => this.row(one, false)));
  }

  private row(one: Shelf["notes"][number], isFirst: boolean): HTMLElement {
    const body = make("div", { class: "row-body" });
    const problem = make("span", { class: "problem-line", role: "alert" });
    const acts: Node[] = [button("Edit", () => this.edit(one, body), "link-button")];
    if (one.note.kind === "point" && this.newPoint) {
      const share = button("Share", () => void this.share(one).catch(trouble => (problem.textContent = wordsOf(trouble))), "link-button");
      if (isFirst) {
        share.dataset.key = "p";
        share.dataset.keyLabel = "Share your first draft";
      }
      acts.unshift(share);
    }
    acts.push(button("Erase", () => void this.client.ask("erase", { ids: [one.id] }).catch(trouble => (problem.textContent = wordsOf(trouble))), "link-button"), problem);
    const point = one.note.point === currentPoint() ? null : nameOf(one.note.point);
    body.replaceChildren(make("p", { class: "row-note", dir: "auto", text: [near(one.note.changedAt), point ? `on “${point}”` : null].filter(Boolean).join(", ") }), make("div", { class: "note-text hand", dir: "auto" }, ...rendered(one.note.text)), make("div", { class: "actions" }, ...acts));
    return make("li", { class: "row" }, body);
  }

  private edit(one: Shelf["notes"][number], body: HTMLElement): void {
    this.editing = true;
    const box = new NoteBox(this.client, { ...this.place, kind: one.note.kind }, null, "Private note", () => {
      this.editing = false;
      void this.draw();
    }, { id: one.id, note: one.note, revision: one.revision, deleteAfter: one.deleteAfter });
    body.replaceChildren(box.element);
    box.area.focus();
  }

  /** From here on both of the pair read it: its first line as the point, the rest as details. The draft goes once the point is there. */
  private async share(one: Shelf["notes"][number]): Promise<void> {
    const [title, ...rest] = one.note.text.trim().split("\n");
    const fields = new URLSearchParams();
    new FormData(this.newPoint!).forEach((value, name) => fields.append(name, String(value)));
    fields.set("Input.Title", title!.slice(0, 300));
    fields.set("Input.Details", rest.join("\n").trim());
    const answer = await fetch(this.newPoint!.action, { method: "POST", body: fields, credentials: "same-origin" });
    if (!answer.ok) throw new Error("It could not be shared. It stays your draft.");
    await this.client.ask("erase", { ids: [one.id] });
    location.reload();
  }
}
