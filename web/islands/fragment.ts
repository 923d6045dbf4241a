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

// The rule admits only a text that `load` has just received; whatever else asks is refused.
let received: string | undefined;
const rules = {
  createHTML(html: string): string {
    if (html !== received) throw new TypeError("Only what this server sent becomes part of a page.");
    return html;
  },
};
const policy: TrustedPolicy = trusted?.createPolicy("rapport-fragment", rules) ?? rules;

/** Fetches a page of this origin. What another origin sent, or what is no page, is refused. */
export async function load(url: string, stop?: AbortSignal): Promise<Document> {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new TypeError("Only pages of this server are loaded.");

  const answer = await fetch(target, {
    credentials: "same-origin",
    headers: { accept: "text/html" },
    mode: "same-origin",
    ...(stop ? { signal: stop } : {}),
  });
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(`The server answered ${answer.status}.`);

  const html = await answer.text();
  received = html;
  try {
    return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  } finally {
    received = undefined;
  }
}

/** Brings elements up to date with how the server shows them now. A field in which someone types keeps what is typed. */
export async function refresh(elements: Element | Element[], url = location.href, stop?: AbortSignal): Promise<void> {
  const page = await load(url, stop);
  for (const element of [elements].flat()) {
    const fresh = page.getElementById(element.id);
    if (fresh) Idiomorph.morph(element, fresh, { morphStyle: "outerHTML", ignoreActiveValue: true, restoreFocus: true });
  }
}
