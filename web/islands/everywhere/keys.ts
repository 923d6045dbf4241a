// The keys of a page.
//
//   data-key="n"            this element answers to the key: a field is focused, anything else is pressed. Where several answer to one
//                           key, the one in the row that has the focus does, else the first behind the row that is on (aria-current)
//   data-key="ArrowDown"    an arrow is pressed only where its element can be seen, and not in the middle of scrolling by it
//   data-key-label="New…"   how the key is named in the list (otherwise the element's own words)
//   data-rows               the children of this list are walked with the arrows, Enter opens the first link of a row
//   data-open="keys"        opens the list of keys; "?" does too
//
// Single letters can be switched off in that list (rapport:letters), since some people dictate or use a screen reader.
// A legend of the page's keys stands at the foot until it is dismissed (rapport:legend). An island that brings a page up to
// date says so by the event rapport:renewed, and the legend follows.
import { firstField, kept, make } from "./dom";

const lettersAreOn = () => kept.read("rapport:letters") !== "off";
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const shown: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", ArrowRight: "→", ArrowLeft: "←", Enter: "↵", Escape: "esc" };

function isTyping(target: EventTarget | null | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "submit", "button"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isVisible(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
}

function keysOfThisPage(): HTMLElement[] {
  const seen = new Set<string>();
  return [...document.querySelectorAll<HTMLElement>("[data-key]")]
    .filter(isVisible)
    .filter(element => !seen.has(element.dataset.key!) && seen.add(element.dataset.key!));
}

function answering(key: string): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>("[data-key]")].filter(element => element.dataset.key === key && isVisible(element));
  const row = document.activeElement?.closest("[data-rows] > *");
  const on = document.querySelector("[data-rows] > [aria-current]");
  const isBehind = (element: Element) => on && (on.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return all.find(element => row?.contains(element)) ?? all.find(isBehind) ?? all[0];
}

function labelOf(element: HTMLElement): string {
  return element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? wordsOf(element);
}

function wordsOf(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("kbd").forEach(key => key.remove());
  return copy.textContent?.trim().replace(/\s+/g, " ") ?? "";
}

function press(element: HTMLElement): void {
  if (isTyping(element) || element.hasAttribute("tabindex")) element.focus();
  else element.click();

  // At once, so that a sentence typed right behind the key arrives whole.
  const opened = element.parentElement;
  if (element.tagName === "SUMMARY" && opened instanceof HTMLDetailsElement && opened.open) firstField(opened)?.focus();
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
const pause = 400;
let arrowScrolledAt = -pause;

/** An arrow scrolls until what it names can be seen, and goes on scrolling while it is held or tapped again and again. */
function isForScrolling(element: Element, event: KeyboardEvent): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  const isInView = element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  const goesOn = event.repeat || event.timeStamp - arrowScrolledAt < pause;
  if (isInView && !goesOn) return false;
  arrowScrolledAt = event.timeStamp;
  return true;
}

function walk(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-rows] > *")].filter(isVisible);
  const doors = rows.map(row => row.querySelector<HTMLElement>("a[href], button, input")).filter(door => door !== null);
  if (doors.length === 0) return false;

  const here = rows.findIndex(row => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : doors.length - 1) : Math.min(doors.length - 1, Math.max(0, here + step));
  doors[next]!.focus();
  doors[next]!.scrollIntoView({ block: "nearest" });
  return true;
}

function listed(): [string, string][] {
  const list: [string, string][] = keysOfThisPage().map(element => [shown[element.dataset.key!] ?? element.dataset.key!, labelOf(element)]);
  if (document.querySelector("[data-rows]")) list.push(["↑ ↓", "move"], ["↵", "open"]);
  return list;
}

function openList(): void {
  if (document.querySelector("dialog[open]")) return;
  const terms = make("dl");
  const always: [string, string][] = [[isApple ? "⌘ K" : "Ctrl K", "go to a person or a page"], ["?", "this list"], ["esc", "close"]];
  for (const [key, label] of [...listed(), ...always])
    terms.append(make("dt", {}, make("kbd", { text: key })), make("dd", { text: label }));

  const letters = make("input", { type: "checkbox" });
  letters.checked = lettersAreOn();
  letters.addEventListener("change", () => {
    if (letters.checked) kept.forget("rapport:letters");
    else kept.write("rapport:letters", "off");
    showLegend();
  });

  const close = make("button", { class: "button-outlined", type: "button", text: "Close" });
  const dialog = make("dialog", { class: "float keys-dialog", "aria-labelledby": "keys-title" },
    make("div", {},
      make("h2", { id: "keys-title", text: "Keys on this page" }),
      terms,
      make("label", { class: "choice" }, letters, make("span", { text: "Use single letters and the question mark as keys" })),
      close));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function showLegend(): void {
  document.querySelector(".legend")?.remove();
  const keys = keysOfThisPage().length > 0 ? listed() : [];
  if (keys.length === 0 || !lettersAreOn() || kept.read("rapport:legend") === "off") return;

  const legend = make("div", { class: "legend", role: "region", "aria-label": "Keys" });
  for (const [key, label] of keys.slice(0, 6)) legend.append(make("span", {}, make("kbd", { text: key }), make("span", { text: label })));
  const dismiss = make("button", { class: "link-button", type: "button", text: "Hide" });
  dismiss.addEventListener("click", () => {
    kept.write("rapport:legend", "off");
    legend.remove();
  });
  legend.append(make("span", {}, make("kbd", { text: "?" }), make("span", { text: "all keys" })), dismiss);
  document.body.append(legend);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const [typedIn] = event.composedPath();
  if (event.key === "Escape" && isTyping(typedIn)) return (typedIn as HTMLElement).blur();
  if (isTyping(typedIn)) return;

  if (event.key.startsWith("Arrow") && event.target instanceof HTMLInputElement) return;

  const isLetter = event.key.length === 1;
  if (isLetter && !lettersAreOn()) return;
  if (event.key === "?") {
    event.preventDefault();
    return openList();
  }

  const element = answering(event.key);
  if (element && !(event.key === "Enter" && event.target !== document.body)) {
    if (event.key in steps && isForScrolling(element, event)) return;
    event.preventDefault();
    return press(element);
  }
  const step = steps[event.key];
  if (step && walk(step)) event.preventDefault();
}

export function enlivenKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("rapport:renewed", showLegend);
  for (const button of document.querySelectorAll<HTMLElement>('[data-open="keys"]')) {
    button.hidden = false;
    button.addEventListener("click", openList);
  }
  for (const key of document.querySelectorAll<HTMLElement>("[data-shortcut]"))
    if (isApple) key.textContent = `⌘ ${key.dataset.shortcut}`;
  showLegend();
}
