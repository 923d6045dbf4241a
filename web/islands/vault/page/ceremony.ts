// New secrets, one page at a time: what one has, a passphrase, a recovery code, and two of its groups typed back, so that nobody
// depends on a code that they do not have.
import { make } from "../../everywhere/dom";
import type { Shown } from "../asked";
import { weakness } from "../weakness";
import { groups, looksLikeCode, newCode, newPassphrase, tidyGroup, writeCode } from "../words";
import { button, buttons, field, form, more, save, show } from "./parts";

export interface Ceremony {
  /** Ask first for a secret that one has. */
  proof: boolean;
  passphrase: boolean;
  code: boolean;
  /** What the last button says. */
  last: string;
}

export interface Secrets {
  shown: Shown | null;
  secrets: Shown[];
}

export async function perform(place: HTMLElement, { proof, passphrase, code, last }: Ceremony, done: (made: Secrets) => Promise<void>, stop?: () => void): Promise<void> {
  const made: Secrets = { shown: null, secrets: [] };
  if (proof) made.shown = await proved(place, stop);
  if (passphrase) made.secrets.push(await passphraseChosen(place, stop));
  if (!code) {
    await finish(place, last, () => done(made));
    return;
  }
  const written = writeCode(newCode());
  made.secrets.push({ kind: "recovery", typed: written.join("") });
  await codeKept(place, written, last, () => done(made), stop);
}

const leave = (stop?: () => void): Node[] => (stop ? [button("Leave it as it is", stop, "link-button")] : []);

/** What opens the notes today: changing a way in takes one. */
export function proved(place: HTMLElement, stop?: () => void): Promise<Shown> {
  return new Promise(resolve => {
    const { row, input } = secretField();
    show(place, make("h2", { text: "First, what opens them today" }),
      form("Go on", [row], async () => resolve(secretOf(input.value)), "button-outlined"), ...leave(stop));
    input.focus();
  });
}

export const secretField = () => field("Passphrase or recovery code", { type: "password", autocomplete: "off", spellcheck: "false", required: "" });

/** One field takes either. */
export function secretOf(typed: string): Shown {
  if (typed.trim() === "") throw new Error("Type your passphrase or your recovery code.");
  return looksLikeCode(typed) ? { kind: "recovery", typed } : { kind: "passphrase", passphrase: typed };
}

function passphraseChosen(place: HTMLElement, stop?: () => void): Promise<Shown> {
  return new Promise(resolve => {
    let drawn = newPassphrase();
    const words = make("p", { class: "secret", text: drawn, translate: "no", "data-secret": "passphrase" });
    const own = field("Your own", { type: "text", autocomplete: "off", spellcheck: "false" }, "At least 15 characters; it is looked at in this browser alone.");
    const another = button("Other words", () => (words.textContent = drawn = newPassphrase()), "link-button");
    show(place, make("h2", { text: "Your passphrase" }),
      make("p", { text: "These six words open your notes on any device. Keep them in your password manager, or on paper. They are never sent anywhere, and nobody can reset them." }),
      words, another, more("Choose my own", own.row),
      form("I have kept it", [], async () => {
        const problem = own.input.value === "" ? null : weakness(own.input.value);
        if (problem) throw new Error(problem);
        resolve({ kind: "passphrase", passphrase: own.input.value || drawn });
      }), ...leave(stop));
  });
}

function codeKept(place: HTMLElement, written: string[], last: string, done: () => Promise<void>, stop?: () => void): Promise<void> {
  return new Promise(resolve => {
    const typed = written.join("-");
    const copied = make("span", { role: "status", class: "quiet" });
    const asText = `Recovery code for your private notes in Rapport\n\n${typed}\n\nWhoever has it and can sign in as you can read them. Keep it apart from this device.\n`;
    show(place, make("h2", { text: "Your recovery code" }),
      make("p", { text: "It opens your notes when the passphrase is lost. Without both, they are lost, and nobody can bring them back. Shared notes, promises and plans are not affected." }),
      make("ol", { class: "secret code-groups", translate: "no", "data-secret": "code", "aria-label": "Recovery code" }, ...written.map(group => make("li", { text: group }))),
      buttons(button("Copy", async () => {
        await navigator.clipboard.writeText(typed);
        copied.textContent = "Copied.";
      }), button("Save as a file", () => save("rapport-recovery-code.txt", "text/plain", asText)), copied),
      form("I have kept it", [], async () => {
        await typedBack(place, written, last, done, () => void codeKept(place, written, last, done, stop).then(resolve));
        resolve();
      }), ...leave(stop));
  });
}

function typedBack(place: HTMLElement, written: string[], last: string, done: () => Promise<void>, back: () => void): Promise<void> {
  return new Promise(resolve => {
    const drawn = crypto.getRandomValues(new Uint8Array(2));
    const first = drawn[0]! % groups;
    const second = (first + 1 + (drawn[1]! % (groups - 1))) % groups;
    const asked = [Math.min(first, second), Math.max(first, second)];
    const fields = asked.map(at => field(`Group ${at + 1}`, { type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12", size: "6", "data-group": String(at + 1) }));
    show(place, make("h2", { text: "Show that you have it" }), make("p", { text: "Type two of its groups from where you kept them." }),
      form(last, [make("div", { class: "field-pair" }, ...fields.map(one => one.row))], async () => {
        if (fields.some((one, at) => tidyGroup(one.input.value) !== written[asked[at]!])) throw new Error("That is not what the code says. Look at it once more where you kept it.");
        await done();
        resolve();
      }), button("Show the code again", back, "link-button"));
    fields[0]!.input.focus();
  });
}

function finish(place: HTMLElement, last: string, done: () => Promise<void>): Promise<void> {
  return new Promise(resolve => {
    const made = form(last, [], async () => {
      await done();
      resolve();
    });
    show(place, make("h2", { text: "One more click" }), make("p", { text: "From then on the former passphrase opens nothing here." }), made);
  });
}
