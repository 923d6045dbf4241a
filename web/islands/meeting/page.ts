// The page itself: fetched when something changed, brought up to date where it differs, and its forms sent without leaving
// it. One fetch at a time; what changes meanwhile is fetched after it.
import { firstField, say } from "../everywhere/dom";
import { keepRefusals, load, NotShown, renew, send, type Page } from "../fragment";
import { restartClock } from "./clock";
import type { LiveTexts } from "./live/door";
import { readOut } from "./live/saying";
import type { SharedTexts } from "./texts";

const regions = [".live-head", ".live-now", ".live-parts", "main", ".live-rail", ".live-order", ".rail"];
const whileTyped = 1500;

/** What a form of the page is told by the event rapport:answered: whether it was taken, or why not. */
export interface Answered {
  ok: boolean;
  why: string | undefined;
}

export class MeetingPage {
  private readonly address: string;
  private fetching: Promise<boolean> | undefined;
  private isStale = false;
  private applied = 0;
  private later: number | undefined;

  constructor(private readonly meeting: string, private readonly isClosing: boolean, private readonly texts: SharedTexts, private readonly live: LiveTexts) {
    this.address = `/meetings/${meeting}${isClosing ? "/closing" : ""}`;
  }

  begin(): void {
    document.addEventListener("submit", event => {
      const form = event.target as HTMLFormElement;
      if (!event.defaultPrevented && this.isOurs(form)) {
        event.preventDefault();
        void this.send(form, (event as SubmitEvent).submitter);
      }
    });
    document.addEventListener("toggle", event => {
      if (event.target instanceof HTMLDetailsElement && event.target.open) firstField(event.target)?.focus();
    }, true);
    document.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.querySelector<HTMLFormElement>("form[data-finish]")?.requestSubmit();
    });
    // A page that was asleep, or comes back from the history, may have missed news.
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.refresh());
  }

  /** Fetches the page anew; false when it has become another one. */
  refresh(): Promise<boolean> {
    this.isStale = true;
    return (this.fetching ??= this.fetch().finally(() => (this.fetching = undefined)));
  }

  private async fetch(): Promise<boolean> {
    try {
      let isHere = true;
      while (this.isStale && isHere) {
        this.isStale = false;
        isHere = this.apply(await load(this.address), false);
      }
      return isHere;
    } catch (problem) {
      // Otherwise the line comes back with news of its own, and then the page is fetched again.
      if (problem instanceof NotShown && problem.status === 401) this.live.cut("You are not signed in any more.");
      if (problem instanceof NotShown && problem.status === 404) this.live.cut("You do not take part in this meeting any more.");
      return true;
    }
  }

  /** Forms of this meeting, other than the one that ends it. */
  private isOurs(form: HTMLFormElement): boolean {
    const to = new URL(form.action, location.href).pathname;
    return form.method === "post" && to.startsWith(`/meetings/${this.meeting}/`) && !form.hasAttribute("data-finish");
  }

  private async send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    if (form.hasAttribute("data-busy")) return;
    form.setAttribute("data-busy", "");
    const before = this.applied;
    try {
      const answer = await send(form, submitter);
      form.dispatchEvent(new CustomEvent<Answered>("rapport:answered", { detail: { ok: answer.ok, why: answer.document.querySelector(".notice.is-alert")?.textContent?.trim() } }));
      if (answer.ok) this.forget(form);
      const isAlone = this.applied === before && !this.fetching;
      this.arrive(answer);
      // The page was fetched meanwhile, and which of the two is newer cannot be told.
      if (!isAlone) void this.refresh();
    } catch {
      say("The server does not answer. Nothing was lost; press again in a moment.");
    } finally {
      form.removeAttribute("data-busy");
      document.querySelectorAll(`form[data-sent]`).forEach(sent => sent.removeAttribute("data-sent"));
    }
  }

  private arrive(answer: Page): void {
    const isHere = answer.document.getElementById("meeting-island")?.dataset.meeting === this.meeting;
    if (isHere) this.apply(answer.document, true);
    else if (answer.ok) location.assign(answer.url);
    else throw new Error(`The server answered nothing of use from ${answer.url.pathname}.`);
  }

  /** What was sent is no longer typed: its fields are as they were, and what was kept of them is forgotten. */
  private forget(form: HTMLFormElement): void {
    form.reset();
    for (const field of form.elements) field.dispatchEvent(new Event("input", { bubbles: true }));
    const details = form.closest("details") ?? [...form.elements].map(field => field.closest("details")).find(found => found) ?? null;
    if (details) details.open = false;
  }

  private apply(page: Document, isAnswer: boolean): boolean {
    const island = page.getElementById("meeting-island");
    if (island?.dataset.meeting !== this.meeting) {
      this.leave();
      return false;
    }

    this.applied++;
    keepRefusals(!isAnswer);
    const before = spoken(document);
    const focused = document.activeElement;
    const around = idsAround(focused);
    this.texts.absorb(page);
    this.live.absorb(page);
    for (const region of regions) {
      const [old, fresh] = [document.querySelector(region), page.querySelector(region)];
      if (old && fresh && !this.isBeingTypedIn(old, fresh)) renew(old, fresh);
    }
    this.live.settle();
    this.texts.meetAll();
    if (focused && !focused.isConnected) focusNear(around);
    restartClock();
    document.dispatchEvent(new Event("rapport:renewed"));
    announce(before, spoken(document));
    return true;
  }

  /** Somebody is in the middle of a sentence that the fresh page no longer shows: it may wait until they pause. */
  private isBeingTypedIn(old: Element, fresh: Element): boolean {
    const field = document.activeElement;
    if (!field?.matches("textarea, .live-text") || !(this.texts.isTyping || this.live.isTyping)) return false;
    if (!old.contains(field) || fresh.querySelector(`#${CSS.escape(field.id)}`)) return false;
    say("The conversation has moved on. This page follows when you pause.");
    clearTimeout(this.later);
    this.later = window.setTimeout(() => void this.refresh(), whileTyped);
    return true;
  }

  /** The other person has closed the meeting, or reopened it elsewhere. */
  private leave(): void {
    const finish = document.querySelector<HTMLFormElement>("form[data-finish]");
    if (this.isClosing && this.texts.hasUnsaved && finish) finish.requestSubmit();
    else location.assign(`/meetings/${this.meeting}`);
  }
}

function idsAround(element: Element | null): string[] {
  const ids: string[] = [];
  for (let around = element?.parentElement; around; around = around.parentElement) if (around.id) ids.push(around.id);
  return ids;
}

/** What had the focus is gone: it goes on to the nearest thing beside it that is still there. */
function focusNear(ids: string[]): void {
  const place = ids.map(id => document.getElementById(id)).find(found => found !== null);
  const door = place?.hasAttribute("tabindex") ? place : place?.querySelector<HTMLElement>("a[href], button, summary");
  door?.focus({ preventScroll: true });
}

const spoken = (page: Document) => ({
  title: page.querySelector("main h1")?.textContent?.trim() ?? "",
  presence: page.getElementById("presence")?.textContent?.trim() ?? "",
});

function announce(before: ReturnType<typeof spoken>, now: ReturnType<typeof spoken>): void {
  if (now.title !== before.title) readOut(now.title);
  else if (now.presence !== before.presence) readOut(now.presence);
}
