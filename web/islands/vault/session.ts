// One person's vault in this worker, for all their pages: answers what they ask, and closes when they are gone.
import type { Push, Questions, Shelf, Shown, Status, Wanted } from "./asked";
import { carryOver, changeDoors, found, rotate, unlock, type Outside } from "./doors";
import { Refused, type Owner } from "./format";
import { Idle } from "./idle";
import type { Note } from "./items";
import { InBrowser } from "./memory";
import { NoteIndex } from "./search";
import { Online } from "./server";
import { encryptedCopy, markdown, readableJson } from "./takeout";
import type { OpenVault } from "./vault";
import { readCode } from "./words";
import type { Derive, Secret } from "./wraps";

export interface Port {
  postMessage(said: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

// Fetched when a passphrase is shown, and not before.
const derive: Derive = async (...asked) => (await import("./argon")).derive(...asked);
const lookEvery = 20_000;

export class Session {
  private readonly pages = new Map<Port, { page: string; person: string }>();
  private readonly outside: Outside = { server: new Online(), memory: new InBrowser(), derive, tell: news => this.learn(news.changed, news.gone) };
  private person: string | null = null;
  private open: { vault: OpenVault; index: NoteIndex } | null = null;
  private idle = new Idle(Date.now());

  constructor(every: (act: () => void, pause: number) => unknown) {
    every(() => this.open && this.idle.isDue(Date.now()) && this.close("idle"), lookEvery);
  }

  serve(port: Port): void {
    port.onmessage = async event => {
      const { id, question, asked } = event.data as { id: number; question: keyof Questions; asked: never };
      try {
        port.postMessage({ id, answer: await this.answer(port, question, asked) });
      } catch (trouble) {
        const known = trouble instanceof Refused ? trouble : null;
        if (known?.why === "signed-out") this.close("keys");
        port.postMessage({ id, trouble: { why: known?.why ?? "bug", message: known?.message ?? "That did not work. Reload the page and try again." } });
      }
    };
  }

  private tellAll(said: Push): void {
    for (const [port, { person }] of this.pages) if (person === this.person) port.postMessage(said);
  }

  private async answer(port: Port, question: keyof Questions, asked: never): Promise<unknown> {
    if (this.open && this.idle.isDue(Date.now())) this.close("idle");
    const answers = this.answers(port);
    // A page that somebody else left open is told nothing.
    if (question !== "hello" && this.pages.get(port)?.person !== this.person) throw new Refused("stale", "Somebody else signed in here. Reload the page.");
    return (answers[question] as (asked: unknown) => unknown)(asked);
  }

  private answers(port: Port): { [question in keyof Questions]: (...asked: Parameters<Questions[question]>) => ReturnType<Questions[question]> | Promise<ReturnType<Questions[question]>> } {
    return {
      hello: async ({ person, page, isHidden }) => {
        if (this.person !== null && this.person !== person) this.close("person");
        this.person = person;
        this.pages.set(port, { page, person });
        this.idle.look(page, isHidden, Date.now());
        return this.status();
      },
      status: () => this.status(),
      found: async ({ secrets }) => this.opened(await found(this.owner(crypto.randomUUID()), await this.secrets(secrets), this.outside)),
      begin: async () => {
        const owner = this.owner(crypto.randomUUID());
        this.opened(await found(owner, [{ kind: "device", key: await this.outside.memory.makeDeviceKey(owner.vault) }], this.outside));
      },
      unlock: async ({ secret, vault }) => {
        const owner = await this.ownVault(vault);
        this.opened(await unlock(owner, await this.secret(secret, owner.vault), this.outside));
      },
      lock: () => this.close("asked"),
      list: asked => this.list(asked),
      save: ({ id, note, basedOn, deleteAfter }) => this.vault().save(note, id, basedOn, deleteAfter),
      erase: ({ ids }) => this.vault().erase(ids),
      sync: () => this.vault().sync(),
      changeDoors: async ({ shown, added, removed }) => {
        const vault = this.vault();
        await changeDoors(vault, await this.secret(shown, vault.owner.vault), await this.secrets(added), wrap => removed.includes(wrap.kind) || removed.includes(wrap.id), this.outside);
        if (removed.includes("device")) await this.outside.memory.forgetDeviceKey(vault.owner.vault);
      },
      rotate: async ({ shown, secrets }) => {
        const vault = this.vault();
        await rotate(vault, await this.secret(shown, vault.owner.vault), await this.secrets(secrets), this.outside);
        await this.outside.memory.forgetDeviceKey(vault.owner.vault);
      },
      takeout: ({ as, people }) => {
        const vault = this.vault();
        const notes = [...vault.entries].map(([id, entry]) => [id, entry.note] as [string, Note]);
        return as === "encrypted" ? encryptedCopy(vault) : as === "json" ? readableJson(notes, people) : markdown(notes, people);
      },
      retire: async ({ vault }) => {
        await this.outside.server.retire(vault);
        await this.outside.memory.forget(vault);
        await this.outside.memory.forgetDeviceKey(vault);
        this.close("keys");
      },
      bringOver: async ({ vault, secret }) => {
        const owner = this.owner(vault);
        const former = await unlock(owner, await this.secret(secret, vault), { ...this.outside, tell: () => {} });
        for (const entry of former.entries.values()) await this.vault().save(entry.note, crypto.randomUUID(), null, entry.item.deleteAfter);
        return former.entries.size;
      },
      touch: () => this.idle.touch(Date.now()),
      look: ({ isHidden }) => {
        this.idle.look(this.pages.get(port)?.page ?? "", isHidden, Date.now());
        if (isHidden === null) this.pages.delete(port);
      },
      meets: ({ isRunning }) => this.idle.meets(this.pages.get(port)?.page ?? "", isRunning, Date.now()),
    };
  }

  private owner(vault: string): Owner {
    if (this.person === null) throw new Refused("stale", "Reload the page.");
    return { person: this.person, vault };
  }

  private async ownVault(asked?: string): Promise<Owner> {
    const id = asked ?? (await this.outside.server.kept()).vault?.id;
    if (!id) throw new Refused("stale", "There are no private notes yet. Reload the page.");
    return this.owner(id);
  }

  private vault(): OpenVault {
    if (!this.open) throw new Refused("stale", "Your private notes are locked. Open them again; what you typed stays here.");
    return this.open.vault;
  }

  private async status(): Promise<Status> {
    const kept = await this.outside.server.kept();
    const there = kept.vault;
    return {
      isOn: kept.isOn, isOpen: this.open !== null, retired: kept.retired,
      isBegunHere: there !== null && (await this.outside.memory.deviceKey(there.id)) !== undefined,
      vault: there && {
        id: there.id, foundedOn: there.foundedOn, isRotating: there.link !== null, ways: [...new Set(there.wraps.map(wrap => wrap.kind))],
        passkeys: there.wraps.filter(wrap => wrap.kind === "passkey").map(wrap => ({ id: wrap.id, credential: wrap.credential, salt: wrap.salt })),
      },
    };
  }

  private secrets = async (shown: Shown[]): Promise<Secret[]> => Promise.all(shown.map(one => this.secret(one, this.open?.vault.owner.vault ?? "")));

  private async secret(shown: Shown, vault: string): Promise<Secret> {
    if (shown.kind === "recovery") return { kind: "recovery", code: readCode(shown.typed) };
    if (shown.kind !== "device") return shown;
    const key = await this.outside.memory.deviceKey(vault);
    if (!key) throw new Refused("wrong", "This browser has no key for these notes. Open them where you began, or start anew.");
    return { kind: "device", key };
  }

  private opened(vault: OpenVault): void {
    const index = new NoteIndex();
    for (const [id, entry] of vault.entries) index.put(id, entry.note);
    this.open = { vault, index };
    this.idle = this.idle.anew(Date.now());
    this.tellAll({ push: "opened" });
    void this.tidy(vault);
  }

  /** What was left to be done: keys on their way, and notes whose day has passed. */
  private async tidy(vault: OpenVault): Promise<void> {
    try {
      if (vault.link) await carryOver(vault);
      const today = Math.floor(Date.now() / 86_400_000);
      const over = [...vault.entries.values()].filter(({ item }) => item.deleteAfter !== 0 && item.deleteAfter < today).map(({ item }) => item.id);
      for (let at = 0; at < over.length; at += 200) await vault.erase(over.slice(at, at + 200));
    } catch (trouble) {
      if (this.open?.vault === vault) this.tellAll({ push: "trouble", message: trouble instanceof Refused ? trouble.message : "Your notes are open, but could not be tidied up." });
    }
  }

  private learn(changed: Map<string, Note>, gone: string[]): void {
    if (!this.open) return;
    for (const [id, note] of changed) this.open.index.put(id, note);
    for (const id of gone) this.open.index.drop(id);
    this.tellAll({ push: "changed" });
  }

  private close(why: Extract<Push, { push: "locked" }>["why"]): void {
    if (!this.open) return;
    this.open.vault.entries.clear();
    this.open = null;
    this.tellAll({ push: "locked", why });
  }

  private list(wanted: Wanted): Shelf {
    const vault = this.vault();
    const words = wanted.words?.trim() ?? "";
    const ids = words === "" ? [...vault.entries.keys()] : this.open!.index.find(words);
    const found = ids.map(id => ({ id, entry: vault.entries.get(id)! })).filter(({ entry }) => entry && fits(entry.note, wanted));
    if (words === "") found.sort((one, other) => (one.entry.note.changedAt < other.entry.note.changedAt ? 1 : -1));
    return {
      notes: found.slice(0, wanted.atMost).map(({ id, entry }) => ({ id, revision: entry.item.revision, note: entry.note })),
      count: found.length,
      tags: [...new Set([...vault.entries.values()].flatMap(entry => entry.note.tags))].sort((one, other) => one.localeCompare(other)),
    };
  }
}

const fits = (note: Note, wanted: Wanted): boolean =>
  (!wanted.about || note.about === wanted.about) && (!wanted.tag || note.tags.includes(wanted.tag)) && (!wanted.series || note.series === wanted.series) && (!wanted.kind || note.kind === wanted.kind);

