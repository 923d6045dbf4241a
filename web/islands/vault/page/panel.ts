// The panel beside a series or a meeting: one box, what one wrote about this person last, and drafts of points, which their author
// shares with one key.
import { make } from "../../everywhere/dom";
import type { Push, Shelf, Status } from "../asked";
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
    await client.hello();
    if (meets === "true") await client.ask("meets", { isRunning: true });
    await draw();
  } catch (trouble) {
    body.textContent = wordsOf(trouble);
  }
}

class Beside {
  private readonly list = make("ul", { class: "rows notes" });
  private readonly drafts = make("div", { class: "drafts" });
  private readonly newPoint = document.querySelector<HTMLFormElement>("form#new-point");
  private readonly box: NoteBox | null = null;
  private editing = false;

  constructor(body: HTMLElement, private readonly client: VaultClient, private readonly place: Place, status: Status, unsent: string) {
    const overdue = due(status);
    const parts: Node[] = overdue ? [overdue] : [];
    if (status.isOn && !isOverdue(status)) {
      this.box = new NoteBox(client, place, null, "Private note", () => void this.draw());
      this.box.goOn(unsent);
      parts.push(this.box.element);
      if (this.newPoint) parts.push(this.kind(this.box));
    }
    body.replaceChildren(...parts, this.drafts, this.list, make("p", {}, make("a", { href: "/private-notes", text: "All private notes" })));
    void this.draw();
  }

  get unsent(): string {
    return this.box?.unsent ?? "";
  }

  private kind(box: NoteBox): HTMLElement {
    const check = make("input", { type: "checkbox" });
    check.addEventListener("change", () => (box.kind = check.checked ? "point" : "note"));
    return make("label", { class: "choice" }, check, make("span", { text: "A draft of a point, to share when it is ready" }));
  }

  async draw(): Promise<void> {
    if (this.editing) return;
    const ask = (kind: "note" | "point") => this.client.ask("list", { about: this.place.about ?? "", kind, atMost }).catch(() => null);
    const [notes, points] = await Promise.all([ask("note"), ask("point")]);
    if (!notes || !points || this.editing) return;
    const isDone = (one: Shelf["notes"][number]) => one.id !== this.box?.id;
    const mine = points.notes.filter(one => one.note.series === this.place.series && isDone(one));
    this.drafts.replaceChildren(...(mine.length > 0 ? [make("h3", { text: mine.length === 1 ? "Your draft" : "Your drafts" }), make("ul", { class: "rows notes" }, ...mine.map((one, at) => this.row(one, at === 0)))] : []));
    this.list.replaceChildren(...notes.notes.filter(isDone).map(one => this.row(one, false)));
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
    body.replaceChildren(make("p", { class: "row-note", text: near(one.note.changedAt) }), make("div", { class: "note-text hand", dir: "auto" }, ...rendered(one.note.text)), make("div", { class: "actions" }, ...acts));
    return make("li", { class: "row" }, body);
  }

  private edit(one: Shelf["notes"][number], body: HTMLElement): void {
    this.editing = true;
    const box = new NoteBox(this.client, { ...this.place, kind: one.note.kind }, null, "Private note", () => {
      this.editing = false;
      void this.draw();
    }, { id: one.id, note: one.note, revision: one.revision });
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
