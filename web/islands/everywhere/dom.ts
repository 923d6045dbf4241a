// Builds elements. Text becomes text nodes, so nothing that a person wrote can become markup.
type Parts = { class?: string; text?: string; [attribute: string]: string | undefined };

export function make<K extends keyof HTMLElementTagNameMap>(name: K, parts: Parts = {}, ...children: Node[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(parts)) {
    if (value === undefined) continue;
    if (attribute === "text") element.textContent = value;
    else element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}

/** A line at the foot of the window that says what happened; it takes no focus. */
export function say(words: string): void {
  const line = document.querySelector(".line-at-foot") ?? document.body.appendChild(make("p", { class: "line-at-foot", role: "status" }));
  line.textContent = words;
  setTimeout(() => line.textContent === words && line.remove(), 6000);
}

/** What a browser keeps for this person. Private windows may refuse; then nothing is kept and nothing breaks. */
export const kept = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): boolean {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  },
  forget(key: string): void {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  },
  keys(prefix: string): string[] {
    try {
      return Object.keys(localStorage).filter(key => key.startsWith(prefix));
    } catch {
      return [];
    }
  },
};

/** Where one types in what has just opened, if there is such a field; what was chosen beforehand stands above it. */
export function firstField(details: HTMLDetailsElement): HTMLElement | null {
  return details.querySelector<HTMLElement>('textarea:not([hidden]), input:not([type="hidden"], [type="radio"])') ?? details.querySelector<HTMLElement>("button");
}
