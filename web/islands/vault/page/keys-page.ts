// The ways into one's notes, taking them along, and giving them up.
import { make } from "../../everywhere/dom";
import type { Shown, Status } from "../asked";
import type { VaultClient } from "../client";
import type { Person } from "../takeout";
import { perform, proved, secretField, secretOf, type Secrets } from "./ceremony";
import { button, buttons, form, more, notice, save, wordsOf } from "./parts";
import { fromSignIn, hasPasskeys, make as makePasskey } from "./passkeys";

export class KeysPage {
  /** @param signsIn The credentials of the passkeys that sign them in. */
  constructor(private readonly place: HTMLElement, private readonly client: VaultClient, private readonly people: Person[], private readonly name: string, private readonly signsIn: string[]) {}

  /** What was done is said above what can be done next. */
  async draw(status: Status, said?: string): Promise<void> {
    const parts: Node[] = said ? [notice(false, make("p", { text: said }))] : [];
    if (status.isOpen && status.vault?.ways.includes("device")) parts.push(this.unfinished());
    else if (status.isOpen) parts.push(...this.ways(status), this.takeAlong());
    if (status.retired.length > 0 && status.isOpen) parts.push(this.former(status));
    if (status.vault) parts.push(this.anew(status));
    this.place.replaceChildren(...parts);
  }

  private async again(said: string): Promise<void> {
    await this.draw(await this.client.ask("status"), said);
    this.place.scrollIntoView();
  }

  private section(title: string, ...children: Node[]): HTMLElement {
    const place = make("section", { class: "section" }, make("h2", { text: title }), ...children);
    return place;
  }

  private unfinished(): HTMLElement {
    const place = this.section("Finish setting up");
    const act = button("Go on", () => void perform(place, { proof: false, passphrase: true, code: true, last: "Finish" }, async made => {
      await this.client.ask("changeDoors", { shown: { kind: "device" }, added: made.secrets, removed: ["device"] });
      await this.again("Done. Your notes open with the passphrase or the recovery code, on any device.");
    }), "button");
    place.append(make("p", { text: "Your notes open on this device alone. A passphrase and a recovery code make them yours wherever you are." }), buttons(act));
    return place;
  }

  private ways(status: Status): HTMLElement[] {
    const change = (title: string, words: string, label: string, ceremony: { passphrase: boolean; code: boolean; last: string }, act: (made: Secrets) => Promise<string>) => {
      const place = this.section(title, make("p", { text: words }));
      const back = () => void this.client.ask("status").then(status => this.draw(status));
      place.append(buttons(button(label, () => void perform(place, { proof: true, ...ceremony }, async made => this.again(await act(made)), back))));
      return place;
    };
    return [
      change("Passphrase", "A new one, and the former one opens nothing here any more. Whoever kept a copy of the server's bytes and your former words could still open that copy: new keys, below, are for that.", "Change it",
        { passphrase: true, code: false, last: "Change the passphrase" }, async made => {
          await this.client.ask("changeDoors", { shown: made.shown!, added: made.secrets, removed: ["passphrase"] });
          return "Your passphrase is changed.";
        }),
      change("Recovery code", "A new code, and the former one opens nothing here any more.", "Make a new one",
        { passphrase: false, code: true, last: "Use the new code" }, async made => {
          await this.client.ask("changeDoors", { shown: made.shown!, added: made.secrets, removed: ["recovery"] });
          return "Your new recovery code is in use.";
        }),
      this.passkeys(status),
      change("New keys for everything", "After a device was lost or stolen, or when somebody may know your words: all your notes come under new keys, with a new passphrase and a new code. Passkeys are made anew afterwards. If it is interrupted, it goes on by itself.", "Change all keys",
        { passphrase: true, code: true, last: "Change all keys" }, async made => {
          await this.client.ask("rotate", { shown: made.shown!, secrets: made.secrets });
          return "Everything is under new keys. Your other devices ask for the new passphrase.";
        }),
    ];
  }

  private passkeys(status: Status): HTMLElement {
    const place = this.section("Passkeys");
    const act = (what: (shown: Shown) => Promise<void>, said: string) => async () => {
      const shown = await proved(place, () => void this.client.ask("status").then(status => this.draw(status)));
      place.replaceChildren(make("h2", { text: "Passkeys" }), form("Confirm", [], async () => {
        await what(shown);
        await this.again(said);
      }));
    };
    const toAdd = this.signsIn.filter(credential => !status.vault!.passkeys.some(passkey => passkey.credential === credential));
    const nameOf = (credential: string, at: number) => (this.signsIn.includes(credential) ? "The passkey that signs you in: signing in with it opens your notes too" : `Passkey ${at + 1}`);
    status.vault!.passkeys.forEach((passkey, at) => place.append(make("p", { class: "actions" }, make("span", { text: nameOf(passkey.credential, at) }),
      button("Remove", act(shown => this.client.ask("changeDoors", { shown, added: [], removed: [passkey.id] }), "That passkey opens nothing here any more. If it was lost or stolen, change all keys as well."), "link-button"))));
    if (!hasPasskeys()) place.append(make("p", { class: "quiet", text: "This browser has none for this address." }));
    else place.append(make("p", { text: "One touch instead of six words, where your device can." }), buttons(
      ...(toAdd.length > 0 ? [button("Use the one that signs me in",
        act(async shown => this.client.ask("changeDoors", { shown, added: [await fromSignIn(toAdd)], removed: [] }), "From now on signing in with that passkey opens your notes with the same touch."))] : []),
      button("Add a passkey",
        act(async shown => this.client.ask("changeDoors", { shown, added: [await makePasskey(this.name)], removed: [] }), "The passkey opens your notes from now on."))));
    return place;
  }

  private takeAlong(): HTMLElement {
    const problem = make("p", { class: "problem-line", role: "alert" });
    const take = (as: "markdown" | "json" | "encrypted", name: string, type: string) => async () => {
      problem.textContent = "";
      await this.client.ask("takeout", { as, people: this.people }).then(file => save(name, type, file)).catch(trouble => (problem.textContent = wordsOf(trouble)));
    };
    return this.section("Take them along",
      make("p", { text: "Made in this browser. The first two are readable by whoever has the file; the encrypted copy needs your passphrase and a short script, and not us." }),
      buttons(button("Markdown", take("markdown", "private-notes.md", "text/markdown")), button("JSON", take("json", "private-notes.json", "application/json")), button("Encrypted copy", take("encrypted", "private-notes.encrypted.json", "application/json"))), problem);
  }

  private former(status: Status): HTMLElement {
    return this.section("Notes that you gave up", ...status.retired.map(vault => {
      const { row, input } = secretField();
      return form("Bring them over", [make("p", { text: `Kept until ${vault.until}. With their passphrase or recovery code they come into your notes of today.` }), row], async () => {
        const count = await this.client.ask("bringOver", { vault: vault.id, secret: secretOf(input.value) });
        await this.again(`${count} ${count === 1 ? "note is" : "notes are"} here again.`);
      }, "button-outlined");
    }));
  }

  private anew(status: Status): HTMLElement {
    const words = make("input", { type: "text", id: "give-up", autocomplete: "off", spellcheck: "false" });
    return more("Start new notes without these",
      make("p", { text: "For when nothing opens them any more. The old bytes stay for 30 days; with the passphrase or the code they can be brought over. After that they are gone for good." }),
      form("Give them up", [make("div", { class: "field" }, make("label", { for: "give-up", text: "Type: give up" }), words)], async () => {
        if (words.value.trim().toLowerCase() !== "give up") throw new Error("Type the two words to confirm.");
        await this.client.ask("retire", { vault: status.vault!.id });
        location.assign("/private-notes");
      }, "button-outlined"));
  }
}

