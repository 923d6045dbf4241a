// What stands where notes will be: setting up, opening, and what can be done when nothing opens them.
import { make } from "../../everywhere/dom";
import type { Status } from "../asked";
import type { VaultClient } from "../client";
import { perform, secretField, secretOf } from "./ceremony";
import { button, buttons, form, more, notice, show, wordsOf } from "./parts";
import { hasPasskeys, show as showPasskey } from "./passkeys";

export const promise =
  "Encrypted in your browser with a key that this server does not have. Whoever copies the database or the backups, your administrator included, sees scrambled bytes and cannot tell whom a note is about. Nobody can recover them for you.";

/** The sentence that the promise is not told without. */
export const beyond =
  "Two things this cannot stop: whoever runs the server could change the program that your browser loads next time, and a changed program could read what you then open; and the law can require you to hand over notes that you hold about a person.";

/** There are none yet. */
export function setUp(place: HTMLElement, client: VaultClient): void {
  const problem = make("p", { class: "problem-line", role: "alert" });
  show(place, make("h2", { text: "Notes that only you can read" }), make("p", { text: promise }), make("p", { class: "quiet section-near", text: beyond }),
    buttons(
      button("Set up, in about a minute", () => void perform(place, { proof: false, passphrase: true, code: true, last: "Open my notes" }, made => client.ask("found", { secrets: made.secrets }), () => setUp(place, client)), "button"),
      button("Write now, set up later", async () => {
        problem.textContent = "";
        await client.ask("begin").catch(trouble => (problem.textContent = wordsOf(trouble)));
      })),
    make("p", { class: "quiet", text: "Writing now keeps the notes on this device alone: they are lost with it, and whoever can use this browser as you can open them, until you finish setting up. That is due within 24 hours." }), problem,
    ...(location.pathname === "/private-notes" ? [make("p", { class: "section-near" }, make("a", { href: "/", text: "Later" }))] : []));
}

/** They are closed. */
export function locked(place: HTMLElement, client: VaultClient, status: Status, why: string | null): void {
  const vault = status.vault!;
  if (vault.ways.length === 1 && vault.ways[0] === "device") {
    begunOnADevice(place, client, status);
    return;
  }
  const { row, input } = secretField();
  const problem = make("p", { class: "problem-line", role: "alert" });
  const passkey = vault.passkeys.length > 0 && hasPasskeys()
    ? [buttons(button("Open with a passkey", async () => {
        problem.textContent = "";
        await showPasskey(vault.passkeys).then(secret => client.ask("unlock", { secret })).catch(trouble => (problem.textContent = wordsOf(trouble)));
      }, "button")), problem]
    : [];
  show(place, make("h2", { text: "Locked" }), ...(why ? [make("p", { class: "quiet", text: why })] : []), ...passkey,
    form("Open", [row], async () => {
      await client.ask("unlock", { secret: secretOf(input.value) });
      input.value = "";
    }, passkey.length > 0 ? "button-outlined" : "button"),
    more("I have neither",
      make("p", { text: "Then nobody can open these notes: not your administrator, and not we. On a new device, a passkey that follows you, your passphrase or your recovery code opens them. If all are lost, you can start new notes; the old ones stay as they are for 30 days, in case the code turns up." }),
      make("p", {}, make("a", { href: "/private-notes/keys", text: "Start new ones" }))));
}

function begunOnADevice(place: HTMLElement, client: VaultClient, status: Status): void {
  if (status.isBegunHere)
    show(place, make("h2", { text: "Locked" }), form("Open", [make("p", { text: "Begun on this device, not set up yet." })], () => client.ask("unlock", { secret: { kind: "device" } })));
  else
    show(place, make("h2", { text: "Begun on another device" }), make("p", { text: "These notes open only there, until you finish setting them up in that browser. If it is gone, or was signed out, so are they." }),
      make("p", {}, make("a", { href: "/private-notes/keys", text: "Start new ones" })));
}

/** What is due of a vault that was begun in haste; null if nothing is. */
export function due(status: Status): HTMLElement | null {
  if (!status.vault?.ways.includes("device")) return null;
  const words = isOverdue(status)
    ? "A recovery code is due. Finish setting up, then you go on writing; what is here stays readable."
    : "These notes are on this device alone and are lost with it, or when you sign out. Finish setting up within 24 hours.";
  return notice(isOverdue(status), make("p", { text: words }), make("p", {}, make("a", { href: "/private-notes/keys", text: "Finish setting up" })));
}

/** The server knows only the day. */
export const isOverdue = (status: Status): boolean =>
  status.vault!.ways.includes("device") && Date.now() > Date.parse(`${status.vault!.foundedOn}T00:00:00Z`) + 2 * 86_400_000;
