// What the other person does, for ears: said when they begin, and what they wrote when they pause. It can be switched off.
import { kept, make } from "../../everywhere/dom";

const name = "rapport:read-out";
const pauseAfter = 2500;
const newAfter = 30_000;
const longest = 200;

/** Says something in the page's line for ears, unless this person wants it quiet. */
export function readOut(words: string): void {
  const said = document.getElementById("said");
  if (said && kept.read(name) !== "off") said.textContent = words;
}

export class Saying {
  private label = "";
  private last = 0;
  private pause: number | undefined;

  constructor(private readonly other: string) {
    const box = make("input", { type: "checkbox", id: "read-out" });
    box.checked = kept.read(name) !== "off";
    box.addEventListener("change", () => box.checked ? kept.forget(name) : kept.write(name, "off"));
    document.querySelector(".live-order .elsewhere")?.append(
      make("label", { class: "choice read-out", "data-mine": "" }, box, make("span", { text: `Read out what ${other} does` })));
  }

  wrote(label: string, line: () => string): void {
    const isNew = label !== this.label || Date.now() - this.last > newAfter;
    [this.label, this.last] = [label, Date.now()];
    if (isNew) readOut(`${this.other} writes under ${label}.`);
    clearTimeout(this.pause);
    this.pause = window.setTimeout(() => {
      const words = line().trim();
      if (words !== "") readOut(`${this.other} wrote: ${words.slice(0, longest)}`);
    }, pauseAfter);
  }
}
