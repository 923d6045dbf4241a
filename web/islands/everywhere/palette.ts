// Go to: one key, then a few letters of a person, a page or something to do.
//
//   data-open="palette"   opens it; Ctrl K or ⌘ K does too, also while typing
//   GET /palette?q=…      answers [{ label, hint, url }], best first, at most a dozen; without q, where one usually goes
//
import { make } from "./dom";

interface Place {
  label: string;
  hint: string;
  url: string;
}

let asked = 0;

async function places(words: string, stop: AbortSignal): Promise<Place[]> {
  const answer = await fetch(`/palette?q=${encodeURIComponent(words)}`, { headers: { accept: "application/json" }, signal: stop });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()) as Place[];
}

/** Only a place of this server is gone to, whatever the answer says. */
function go(url: string): void {
  const target = new URL(url, location.href);
  if (target.origin === location.origin) location.assign(target);
}

function open(): void {
  if (document.querySelector("dialog[open]")) return;

  const field = make("input", {
    type: "text", role: "combobox", placeholder: "A person, a page, something to do", "aria-label": "Go to", "aria-expanded": "true",
    "aria-controls": "palette-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", dir: "auto",
  });
  const list = make("div", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": "Places" });
  const words = make("p", { class: "palette-empty", role: "status", hidden: "" });
  const dialog = make("dialog", { class: "float", "aria-label": "Go to" },
    make("div", { class: "palette-field" }, field, make("kbd", { text: "esc", "aria-hidden": "true" })), list, words);

  let chosen = 0;
  const options = () => [...list.children] as HTMLElement[];
  const choose = (index: number) => {
    const all = options();
    chosen = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen]?.id ?? "");
    all[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const tell = (text: string) => {
    words.textContent = text;
    words.hidden = text === "";
  };

  let pending = new AbortController();
  const ask = async () => {
    pending.abort();
    pending = new AbortController();
    const mine = ++asked;
    try {
      const found = await places(field.value.trim(), pending.signal);
      if (mine !== asked) return;
      list.replaceChildren(...found.map((place, index) => {
        const option = make("div", { role: "option", id: `place-${index}` },
          make("span", { class: "label", text: place.label, dir: "auto" }), make("span", { class: "hint", text: place.hint }));
        option.addEventListener("click", () => go(place.url));
        option.addEventListener("pointermove", () => index !== chosen && choose(index));
        option.dataset.url = place.url;
        return option;
      }));
      tell(found.length === 0 ? "Nobody and nothing by that name." : "");
      choose(0);
    } catch (problem) {
      if ((problem as Error).name !== "AbortError" && mine === asked) tell("The server does not answer. What you typed elsewhere is kept.");
    }
  };

  field.addEventListener("input", () => void ask());
  field.addEventListener("keydown", event => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter") go(options()[chosen]?.dataset.url ?? location.href);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    pending.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  void ask();
}

export function enlivenPalette(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-open="palette"]')) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  if (!document.querySelector('[data-open="palette"]')) return;
  document.addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
