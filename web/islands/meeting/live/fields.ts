// The text areas of the page, and which text each of them is.
import { keyOf, type Place } from "./wire";

export function placeOf(field: HTMLElement): Place {
  return { kind: field.dataset.shared!, point: field.dataset.point || null };
}

/** The text area of a text, while one stands on the page. */
export function fieldOf(key: string): HTMLTextAreaElement | null {
  return [...document.querySelectorAll<HTMLTextAreaElement>("textarea[data-live]")].find(field => keyOf(placeOf(field)) === key) ?? null;
}

/** How people call it: by the title of its point, or as its field does. */
export function labelOf(field: HTMLTextAreaElement): string {
  const title = field.dataset.point ? document.getElementById("current-title")?.textContent : undefined;
  return title ?? field.labels?.[0]?.textContent ?? "this text";
}
