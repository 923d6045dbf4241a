// On a record: what was typed in this browser and did not reach the meeting before it was closed.
import { make } from "../everywhere/dom";
import { Unsent } from "../everywhere/unsent";
import { KeptTexts } from "./kept-texts";
import type { Kept } from "./live/text";

// These were sent with the closing itself; what the other person's closing left out was offered there.
const sentWithClosing = ["ReportPromise:", "ManagerPromise:"];

export async function showLeftBehind(account: string, meeting: string): Promise<void> {
  const [kept, unsent] = [new KeptTexts(account, meeting), new Unsent(account, meeting)];
  for (const key of sentWithClosing) kept.forget(key);

  const left = [
    ...kept.all().map(({ key, label, text }) => ({ label, words: text, forget: () => kept.forget(key) })),
    ...(await unsent.all<Kept>()).map(([name, { label, typed }]) => ({ label, words: typed, forget: () => void unsent.forget(name) })),
  ];
  const island = document.getElementById("meeting-island");
  if (left.length === 0 || !island) return;

  const section = make("section", { class: "kept-text", "aria-labelledby": "left-behind" },
    make("h2", { id: "left-behind", text: "Typed here, and not in this record" }),
    make("p", { class: "quiet", text: "The meeting was closed before this was saved. Reopen it and it goes on from here, or forget it." }));
  for (const text of left) {
    const forget = make("button", { class: "link-button", type: "button", text: "Forget this" });
    const row = make("div", {}, make("h3", { text: text.label }), make("p", { class: "hand", dir: "auto", text: text.words }), forget);
    forget.addEventListener("click", () => {
      text.forget();
      row.remove();
      if (!section.querySelector("h3")) section.remove();
    });
    section.append(row);
  }
  island.after(section);
}
