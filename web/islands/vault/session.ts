// One person's vault in this worker, for all their pages: answers what they ask, and closes when they are gone.
import { computedIn, type About, type Push, type Questions, type Shelf, type Shown, type Status, type Wanted } from "./asked";
import { carryOver, changeDoors, found, rotate, tries, unlock, type Outside } from "./doors";
import { Refused, type Owner } from "./format";
import { Idle } from "./idle";
import type { Note } from "./items";
import { InBrowser } from "./memory";
import { NoteIndex } from "./search";
import { Online } from "./server";
import { encryptedCopy, markdown, readableJson } from "./takeout";
import type { Entry, OpenVault } from "./vault";
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
  private opening: Promise<unknown> = Promise.resolve();
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
      } finally {
        computedIn(asked).forEach(output => output.fill(0));
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
        await this.opening;
        return this.open !== null;
      },
      status: () => this.status(),
      found: async ({ secrets }) => this.opened(await found(this.owner(crypto.randomUUID()), await this.secrets(secrets), this.outside)),
      begin: async () => {
        const owner = this.owner(crypto.randomUUID());
        this.opened(await found(owner, [{ kind: "device", key: await this.outside.memory.makeDeviceKey(owner.vault) }], this.outside));
      },
      unlock: asked => {
        const opened = this.unlock(asked);
        this.opening = opened.catch(() => {});
        return opened;
      },
      lock: () => this.close("asked"),
      list: asked => this.list(asked),
      save: ({ id, note, basedOn, deleteAfter }) => this.vault().save(note, id, basedOn, deleteAfter),
      erase: async ({ ids }) => {
        for (let at = 0; at < ids.length; at += 200) await this.vault().erase(ids.slice(at, at + 200));
      },
      keepUntil: ({ ids, deleteAfter }) => this.vault().keepUntil(ids, deleteAfter),
      abouts: () => this.abouts(),
      sync: () => this.vault().sync(),
      changeDoors: async ({ shown, added, removed }) => {
        const vault = this.vault();
        await changeDoors(vault, await this.secret(shown, vault.owner.vault), await this.secrets(added), wrap => removed.includes(wrap.kind) || removed.includes(wrap.id), this.outside);
        if (added.some(one => one.kind === "recovery")) await this.codeShown().catch(() => {});
        if (removed.includes("device")) await this.outside.memory.forgetDeviceKey(vault.owner.vault);
      },
      rotate: async ({ shown, secrets }) => {
        const vault = this.vault();
        await rotate(vault, await this.secret(shown, vault.owner.vault), await this.secrets(secrets), this.outside);
        await this.outside.memory.forgetDeviceKey(vault.owner.vault);
        await this.codeShown().catch(() => {});
      },
      tryCode: async ({ typed }) => {
        await tries(this.vault(), await this.secret({ kind: "recovery", typed }, ""), this.outside);
        await this.codeShown();
      },
      takeout: async ({ as, people }) => {
        const vault = this.vault();
        // Without a network one takes them along all the same; but not from a screen that somebody left.
        await this.outside.server.tookAlong().catch(trouble => {
          if (trouble instanceof Refused && trouble.why === "proof") throw trouble;
        });
        const notes = this.notes().map(([id, entry]) => [id, entry.note] as [string, Note]);
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
        await this.vault().saveAll([...former.entries.values()].map(entry => ({ note: entry.note, deleteAfter: entry.item.deleteAfter })));
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

  private async unlock({ secret, vault }: Parameters<Questions["unlock"]>[0]): Promise<void> {
    const person = this.person;
    const owner = await this.ownVault(vault);
    const opened = await unlock(owner, await this.secret(secret, owner.vault), this.outside);
    if (this.person !== person) throw new Refused("stale", "Somebody else signed in here. Reload the page.");
    this.opened(opened);
    if (secret.kind === "recovery") await this.codeShown().catch(() => {});
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
      codeShownAt: this.open && there?.wraps.some(wrap => wrap.kind === "recovery") ? (this.checkup()?.note.changedAt ?? there.foundedOn) : null,
      isBegunHere: there !== null && (await this.outside.memory.deviceKey(there.id)) !== undefined,
      vault: there && {
        id: there.id, foundedOn: there.foundedOn, isRotating: there.link !== null, ways: [...new Set(there.wraps.map(wrap => wrap.kind))],
        passkeys: there.wraps.filter(wrap => wrap.kind === "passkey").map(wrap => ({ id: wrap.id, credential: wrap.credential, salt: wrap.salt })),
      },
    };
  }

  /** What its owner wrote. */
  private notes = (): [string, Entry][] => [...this.vault().entries].filter(([, entry]) => entry.note.kind !== "checkup");

  private checkup = (): Entry | undefined => [...this.vault().entries.values()].find(entry => entry.note.kind === "checkup");

  /** Kept among the notes, as one of them to the server, so that every browser of theirs knows. */
  private async codeShown(): Promise<void> {
    const [before, now] = [this.checkup(), new Date(Date.now()).toISOString()];
    const note: Note = { kind: "checkup", text: "", about: null, series: null, meeting: null, point: null, tags: [], createdAt: before?.note.createdAt ?? now, changedAt: now };
    await this.vault().save(note, before?.item.id ?? crypto.randomUUID(), before?.item.revision ?? null);
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
    for (const [id, entry] of vault.entries) if (entry.note.kind !== "checkup") index.put(id, entry.note);
    this.open = { vault, index };
    this.idle = this.idle.anew(Date.now());
    this.tellAll({ push: "opened" });
    void this.tidy(vault);
  }

  /** What was left to be done: keys on their way, and notes whose day has passed. */
  private async tidy(vault: OpenVault): Promise<void> {
    try {
      if (vault.link) await carryOver(vault);
      await vault.tidy();
    } catch (trouble) {
      if (this.open?.vault === vault) this.tellAll({ push: "trouble", message: trouble instanceof Refused ? trouble.message : "Your notes are open, but could not be tidied up." });
    }
  }

  private learn(changed: Map<string, Note>, gone: string[]): void {
    if (!this.open) return;
    for (const [id, note] of changed) if (note.kind !== "checkup") this.open.index.put(id, note);
    for (const id of gone) this.open.index.drop(id);
    this.tellAll({ push: "changed" });
  }

  private close(why: Extract<Push, { push: "locked" }>["why"]): void {
    if (!this.open) return;
    this.open.vault.entries.clear();
    this.open = null;
    this.tellAll({ push: "locked", why });
  }

  private abouts(): About[] {
    const abouts = new Map<string, About>();
    for (const [id, { item, note }] of this.vault().entries) {
      if (note.about === null) continue;
      const about = abouts.get(note.about) ?? { person: note.about, ids: [], undecided: [], days: [] };
      abouts.set(note.about, about);
      about.ids.push(id);
      if (item.deleteAfter === 0) about.undecided.push(id);
      else about.days.push(item.deleteAfter);
    }
    for (const about of abouts.values()) about.days.sort((one, other) => one - other);
    return [...abouts.values()];
  }

  private list(wanted: Wanted): Shelf {
    const vault = this.vault();
    const words = wanted.words?.trim() ?? "";
    const ids = words === "" ? this.notes().map(([id]) => id) : this.open!.index.find(words);
    const found = ids.map(id => ({ id, entry: vault.entries.get(id)! })).filter(({ entry }) => entry && fits(entry.note, wanted));
    if (words === "") found.sort((one, other) => (one.entry.note.changedAt < other.entry.note.changedAt ? 1 : -1));
    return {
      notes: found.slice(0, wanted.atMost).map(({ id, entry }) => ({ id, revision: entry.item.revision, note: entry.note, deleteAfter: entry.item.deleteAfter })),
      count: found.length,
      tags: [...new Set([...vault.entries.values()].flatMap(entry => entry.note.tags))].sort((one, other) => one.localeCompare(other)),
    };
  }
}

const fits = (note: Note, wanted: Wanted): boolean =>
  (!wanted.about || note.about === wanted.about) && (!wanted.tag || note.tags.includes(wanted.tag)) && (!wanted.series || note.series === wanted.series) && (!wanted.point || note.point === wanted.point) && (!wanted.kind || note.kind === wanted.kind);

