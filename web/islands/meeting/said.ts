// A line that proposes something: "[] Ask legal by Friday", "/loop …", "/decision …", "/point …". The server says what it
// understood, as a form to confirm; the form is one of the page's own acts and carries an id, so that it makes one thing.
//
//   await confirm({ meeting, line, point, into, write, back, mayFocus })
//
//   into    the element in which the form stands; the page leaves room for it (#said-place)
//   write   is called once the thing is saved, with the words for the line, which name it by its address
//   back    where the focus returns to, confirmed or not; Escape leaves the line as it is
//
//   POST /meetings/ID/lines   line, point; answers with a page that holds one [data-said]
import { make, say } from "../everywhere/dom";
import { post } from "../fragment";
import type { Answered } from "./page";

export interface Proposal {
  meeting: string;
  line: string;
  point: string | undefined;
  into: Element;
  write(words: string): void;
  back(): void;

  /** Whether the form may take the focus: nobody is in the middle of the next sentence. */
  mayFocus(): boolean;
}

/** Lines that are being confirmed, so that one line asks once. */
const open = new Map<string, Element>();

export async function confirm(proposal: Proposal): Promise<void> {
  const known = open.get(proposal.line);
  if (known?.isConnected) return focusFirst(known);

  const form = await understood(proposal);
  if (!form) return say("This line stays text: what it proposes could not be read just now.");

  const section = form.closest("section")!;
  open.get(proposal.line)?.remove();
  open.set(proposal.line, section);
  proposal.into.append(section);
  enliven(section, form, proposal);
  const said = document.getElementById("said");
  if (said) said.textContent = `${section.querySelector("h2")?.textContent} Confirm it, or press Escape to leave it as text.`;
  if (proposal.mayFocus()) focusFirst(section);
}

async function understood(proposal: Proposal): Promise<HTMLFormElement | undefined> {
  try {
    const answer = await post(`/meetings/${proposal.meeting}/lines`, { line: proposal.line, ...(proposal.point ? { point: proposal.point } : {}) });
    const section = answer.ok ? answer.document.querySelector<HTMLElement>("[data-said]") : null;
    return section ? (document.importNode(section, true).querySelector("form") ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

function enliven(section: Element, form: HTMLFormElement, proposal: Proposal): void {
  let words: string | undefined;
  const leave = () => {
    const hadFocus = section.contains(document.activeElement);
    section.remove();
    open.delete(proposal.line);
    if (hadFocus || document.activeElement === document.body) proposal.back();
  };
  form.addEventListener("submit", () => (words = wordsOf(form)));
  form.addEventListener("rapport:answered", event => {
    const { ok, why } = (event as CustomEvent<Answered>).detail;
    if (!ok || !words) return refuse(form, why);
    leave();
    proposal.write(words);
  });
  section.querySelector("[data-leave]")?.addEventListener("click", leave);
  section.addEventListener("keydown", event => {
    if ((event as KeyboardEvent).key !== "Escape") return;
    event.preventDefault();
    leave();
  });
}

/** Beside the fields, since what the page says above goes with the next news. */
function refuse(form: HTMLFormElement, why = "This was not taken. Nothing was lost; look at it again."): void {
  form.querySelector(".problem")?.remove();
  form.append(make("p", { class: "problem", role: "alert", text: why }));
}

/** What the line says from now on: "Promise: [Ask legal](/open-loops/…)". Whose it is and until when, the promise itself says. */
function wordsOf(form: HTMLFormElement): string {
  const words = form.querySelector<HTMLInputElement>("[data-words]")?.value.trim() ?? "";
  return `${form.dataset.call}: [${words.replace(/[\\[\]]/g, "\\$&")}](${form.dataset.link})`;
}

/** What the line did not say comes first; when it said everything, the button does, so that one more Enter confirms. */
function focusFirst(section: Element): void {
  const owner = section.querySelector<HTMLInputElement>("[data-owner]");
  if (owner && !section.querySelector("[data-owner]:checked")) return owner.focus();
  const empty = [...section.querySelectorAll<HTMLInputElement>("input[required]")].find(field => field.value === "");
  (empty ?? section.querySelector<HTMLElement>("button:not([type=button])"))?.focus();
}
