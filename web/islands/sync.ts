// The pages of a leadership sync: what anybody changes comes in by itself, and all follow where the one who leads turns. Forms
// are sent without leaving the page; what is said about an item saves itself while it is typed.
//
//   #sync-island      data-sync="ID"; while one runs data-meeting="ID", and then the page says that somebody is here
//   #sync-clock       data-section, data-given, data-whole: seconds when the page came; [data-clock] show them
//   [data-sync-note]  a text that saves itself, on the version in data-version
//   [data-opens]      a button that opens the details of that id
//   #said             a line that only ears hear
import { firstField, say } from "./everywhere/dom";
import { send } from "./fragment";
import { FollowedPage } from "./meeting/follow";

const whileTyped = 700;
const hereEvery = 5000;

const island = (page: Document) => page.getElementById("sync-island");
const here = island(document);
const sync = here?.dataset.sync;
const meeting = here?.dataset.meeting;

if (here && sync) {
  const page = new FollowedPage({
    join: "FollowSync",
    whom: sync,
    regions: [".live-head", ".live-now", "main", ".live-rail", ".live-order", ".rail", "#facilitator-bar"],
    titles: ".risk-row .row-title > a, .live-order [aria-current] > span:first-child",
    isSame: fresh => island(fresh)?.dataset.meeting === meeting,
  });
  page.begin();
  sendForms(page);
  saveNotes();
  enlivenClock();
  openByButton();
  if (meeting) bePresent(meeting);
}

/** Forms of this sync are sent from where one is; the answer is the page as it is then. */
function sendForms(page: FollowedPage): void {
  document.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    const submitter = (event as SubmitEvent).submitter;
    if (event.defaultPrevented || form.method !== "post" || !form.hasAttribute("data-again")) return;
    event.preventDefault();
    void sendOne(page, form, submitter);
  });
  document.addEventListener("toggle", event => {
    if (event.target instanceof HTMLDetailsElement && event.target.open && event.target.matches(".more, .inline")) firstField(event.target)?.focus();
  }, true);
}

async function sendOne(page: FollowedPage, form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.hasAttribute("data-busy")) return;
  form.setAttribute("data-busy", "");
  const before = page.times;
  try {
    const answer = await send(form, submitter);
    if (answer.ok) forget(form);
    if (!island(answer.document)) return location.assign(answer.url);
    const isAlone = page.times === before && !page.isFetching;
    page.apply(answer.document, true);
    // The page was fetched meanwhile, and which of the two is newer cannot be told.
    if (!isAlone) void page.refresh();
    if (!answer.ok) document.querySelector(".notice.is-alert")?.scrollIntoView({ block: "center" });
  } catch {
    say("The server does not answer. Nothing was lost; press again in a moment.");
  } finally {
    form.removeAttribute("data-busy");
    form.removeAttribute("data-sent");
  }
}

/** What was sent is no longer typed: its fields are as they were, and what was kept of them is forgotten. */
function forget(form: HTMLFormElement): void {
  form.reset();
  for (const field of form.elements) field.dispatchEvent(new Event("input", { bubbles: true }));
  const details = form.closest("details.more, details.inline");
  if (details instanceof HTMLDetailsElement) details.open = false;
}

function saveNotes(): void {
  const waiting = new Map<HTMLTextAreaElement, number>();
  document.addEventListener("input", event => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.dataset.syncNote === undefined) return;
    mark(field, "");
    clearTimeout(waiting.get(field));
    waiting.set(field, window.setTimeout(() => void saveNote(field), whileTyped));
  });
  document.addEventListener("focusout", event => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !waiting.has(field)) return;
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    void saveNote(field);
  });
}

/** One save of a text at a time; what is typed meanwhile is saved after it. */
async function saveNote(field: HTMLTextAreaElement): Promise<void> {
  const form = field.form;
  if (!form || field.dataset.saving !== undefined) return;
  field.dataset.saving = "";
  const text = field.value;
  try {
    mark(field, "Saving");
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => fields.append(name, String(value)));
    fields.set("text", text);
    fields.set("basedOn", field.dataset.version ?? "0");
    const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin", headers: { accept: "application/json" } });
    const saved = await answer.json() as { text?: string; version?: number; detail?: string };
    if (answer.ok && saved.version !== undefined) {
      field.dataset.version = String(saved.version);
      if (field.value === text) field.defaultValue = text;
      mark(field, field.value === text ? "Saved" : "");
    } else if (answer.status === 409 && saved.version !== undefined) {
      // The later writer sees both: theirs above, one's own below it, and decides.
      field.dataset.version = String(saved.version);
      field.value = `${saved.text ?? ""}\n\n${text}`;
      mark(field, "Somebody else wrote here too. Both stand here now.");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else mark(field, saved.detail ?? "Not saved. Copy it, and open the page again.");
  } catch {
    mark(field, "Waiting for the network");
    window.setTimeout(() => field.isConnected && field.value !== field.defaultValue && void saveNote(field), 3000);
  } finally {
    delete field.dataset.saving;
    if (field.value !== text) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function mark(field: HTMLTextAreaElement, words: string): void {
  const place = field.form?.querySelector("[data-saved]");
  if (!place || place.textContent === words) return;
  // A page that comes anew knows nothing of it.
  place.setAttribute("data-held", "");
  place.textContent = words;
}

/** Time is the server's: this browser only counts on from what the page said when it came. */
function enlivenClock(): void {
  let read = performance.now();
  document.addEventListener("rapport:renewed", () => (read = performance.now()));
  const two = (seconds: number) => String(Math.floor(seconds % 60)).padStart(2, "0");
  setInterval(() => {
    const clock = document.getElementById("sync-clock");
    if (!clock) return;
    const passed = (performance.now() - read) / 1000;
    for (const which of ["section", "whole"]) {
      const seconds = Number(clock.dataset[which]) + passed;
      const shown = clock.querySelector(`[data-clock="${which}"]`);
      if (shown) shown.textContent = `${Math.floor(seconds / 60)}:${two(seconds)}`;
    }
  }, 1000);
}

function openByButton(): void {
  const show = () => document.querySelectorAll<HTMLElement>("[data-opens]").forEach(button => (button.hidden = false));
  show();
  document.addEventListener("rapport:renewed", show);
  document.addEventListener("click", event => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-opens]") : null;
    const details = button && document.getElementById(button.dataset.opens!);
    if (!(details instanceof HTMLDetailsElement)) return;
    details.open = true;
    details.scrollIntoView({ block: "nearest" });
    firstField(details)?.focus();
  });
}

function bePresent(id: string): void {
  const token = () => document.querySelector<HTMLInputElement>('input[name="form-token"]')?.value ?? "";
  const tell = () =>
    fetch(`/leadership-sync/meetings/${id}/presence`, { method: "POST", credentials: "same-origin", body: new URLSearchParams({ "form-token": token() }) }).catch(() => undefined);
  void tell();
  setInterval(() => void tell(), hereEvery);
}
