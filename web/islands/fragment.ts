// A part of a page, fetched again from the server that rendered it. Here lives the one Trusted Types policy: nothing but
// HTML that this origin's own server sent can become part of a page, and it comes in as nodes that replace only what
// differs, so that focus, selection and typing stay.
//
//   await refresh(element, "/one-on-ones/…")   the element must have an id, and the answer a page with the same id in it
//
import { Idiomorph } from "idiomorph";

interface TrustedPolicy {
  createHTML(html: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): TrustedPolicy;
}

const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;

// The rule admits only a text that `ask` has just received; whatever else asks is refused.
let received: string | undefined;
const rules = {
  createHTML(html: string): string {
    if (html !== received) throw new TypeError("Only what this server sent becomes part of a page.");
    return html;
  },
};
const policy: TrustedPolicy = trusted?.createPolicy("rapport-fragment", rules) ?? rules;

/** A page of this origin as it came, and where it was found after redirects. */
export interface Page {
  document: Document;
  url: URL;
  ok: boolean;
  status: number;
}

/** A page that the server did not show. */
export class NotShown extends Error {
  constructor(readonly status: number, path: string) {
    super(`The server did not show ${path}.`);
  }
}

/** Fetches a page of this origin. What another origin sent, or what is no page, is refused. */
export async function load(url: string, stop?: AbortSignal): Promise<Document> {
  const page = await ask(ours(url), stop ? { signal: stop } : {});
  if (!page.ok) throw new NotShown(page.status, page.url.pathname);
  return page.document;
}

/** Sends a form as the browser would, and reads the page that answers; a refusal is a page too. */
export function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Page> {
  const to = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const fields = new URLSearchParams();
  new FormData(form, submitter).forEach((value, name) => fields.append(name, String(value)));
  return ask(ours(to), { method: "POST", body: fields });
}

/** Sends what no form of the page holds, and reads the part of a page that answers. */
export function post(url: string, said: Record<string, string>): Promise<Page> {
  const token = document.querySelector<HTMLInputElement>('input[name="form-token"]')?.value ?? "";
  return ask(ours(url), { method: "POST", body: new URLSearchParams({ ...said, "form-token": token }) });
}

/** Brings elements up to date with how the server shows them now. A field in which someone types keeps what is typed. */
export async function refresh(elements: Element | Element[], url = location.href, stop?: AbortSignal): Promise<void> {
  const page = await load(url, stop);
  for (const element of [elements].flat()) {
    const fresh = page.getElementById(element.id);
    if (fresh) renew(element, fresh);
  }
}

/**
 * Brings one element up to date with a fresh copy. What the person at this browser has begun stays: typed text, chosen
 * options, opened details, elements that a script put in, marked data-mine, and whatever is in an element marked data-held.
 */
export function renew(element: Element, fresh: Element): void {
  // Only what somebody types in keeps its content: a focused button that now means something else must say so.
  const focused = document.activeElement;
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement || focused instanceof HTMLSelectElement;
  Idiomorph.morph(element, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: isField,
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: old => !(old instanceof Element && (old.hasAttribute("data-held") || isTouched(old))),
      beforeNodeRemoved: old => !(old instanceof Element && old.hasAttribute("data-mine")),
      // What only a script can open is shown by it.
      beforeAttributeUpdated: (name, old) => !(name === "open" && old instanceof HTMLDetailsElement) && !(name === "hidden" && old.hasAttribute("data-open")),
    },
  });
}

/** Why something was refused, and what was typed then, stays while a page comes anew, until the next thing that is sent is answered. */
export function keepRefusals(stay: boolean): void {
  document.querySelectorAll(".notice.is-alert, .kept-text, .conflict").forEach((said, at) => {
    said.toggleAttribute("data-mine", stay);
    // With an id of its own it is taken for nothing else.
    said.id ||= `refused-${at}`;
  });
}

/** Whether a field holds something else than the server put there. */
export function isTouched(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return [...field.options].some(option => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  return field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function ours(url: string): URL {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new TypeError("Only pages of this server are loaded.");
  return target;
}

async function ask(target: URL, how: RequestInit): Promise<Page> {
  const answer = await fetch(target, { ...how, credentials: "same-origin", headers: { accept: "text/html" }, mode: "same-origin" });
  if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(`The server answered ${answer.status}.`);

  const html = await answer.text();
  received = html;
  try {
    return { document: new DOMParser().parseFromString(policy.createHTML(html), "text/html"), url: new URL(answer.url), ok: answer.ok, status: answer.status };
  } finally {
    received = undefined;
  }
}
