// What the pages of private notes are built from. Everything is nodes and text; no HTML is ever written.
import { make } from "../../everywhere/dom";
import { Trouble } from "../client";

export const button = (words: string, act: () => unknown, kind = "button-outlined"): HTMLButtonElement => {
  const made = make("button", { class: kind, type: "button", text: words });
  made.addEventListener("click", () => act());
  return made;
};

export const buttons = (...children: Node[]) => make("div", { class: "buttons" }, ...children);

export function field(label: string, parts: Record<string, string>, hint?: string): { row: HTMLElement; input: HTMLInputElement } {
  const id = `v-${crypto.randomUUID()}`;
  const input = make("input", { id, ...parts, ...(hint ? { "aria-describedby": `${id}-hint` } : {}) });
  const row = make("div", { class: "field" }, make("label", { for: id, text: label }), input, ...(hint ? [make("p", { class: "hint", id: `${id}-hint`, text: hint })] : []));
  return { row, input };
}

/** A form of one or more fields whose button says what happens; what goes wrong is said in it and read out. */
export function form(words: string, children: Node[], act: () => Promise<unknown>, kind = "button"): HTMLFormElement {
  const problem = make("p", { class: "problem-line", role: "alert" });
  const press = make("button", { class: kind, text: words });
  const made = make("form", { class: "form", novalidate: "" }, ...children, problem, buttons(press));
  made.addEventListener("submit", async event => {
    event.preventDefault();
    if (press.disabled) return;
    press.disabled = true;
    problem.textContent = "";
    try {
      await act();
    } catch (trouble) {
      problem.textContent = wordsOf(trouble);
    } finally {
      press.disabled = false;
    }
  });
  return made;
}

export function wordsOf(trouble: unknown): string {
  if (trouble instanceof Trouble && trouble.why === "proof") return "It is a while since you signed in. Reload this page, show once more that it is you, and come back to this.";
  if (trouble instanceof DOMException) return trouble.name === "NotAllowedError" ? "That was not confirmed. Nothing has changed." : "The passkey did not work. Nothing has changed.";
  return trouble instanceof Error ? trouble.message : "That did not work. Try again.";
}

export const more = (summary: string, ...children: Node[]) => make("details", { class: "more" }, make("summary", { text: summary }), ...children);

export const notice = (isAlert: boolean, ...children: Node[]) => make("div", { class: isAlert ? "notice is-alert" : "notice", role: isAlert ? "alert" : "status" }, ...children);

/** The new part of a page, its heading focused, so that nobody has to look for it. */
export function show(place: HTMLElement, ...children: Node[]): void {
  place.replaceChildren(...children);
  const heading = place.querySelector<HTMLElement>("h2");
  if (heading && !place.contains(document.activeElement)) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** Hands a text to its owner as a file; it passes no server. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
