// An open vault: its notes, and every way in which they change. All that comes from the server is checked against the manifest
// before a word of it is used, and all that goes there is encrypted before.
import { same, type Bytes } from "./bytes";
import { Refused, tampered, type Owner } from "./format";
import { epochOf, openNote, rewrap, sealNote, type Item, type Note } from "./items";
import type { VaultKeys } from "./keys";
import { isOver, today } from "./lifetime";
import { hashOfItem, isManifestOf, manifestOf, type Whole } from "./manifest";
import type { Memory } from "./memory";
import type { Change, Expired, Page, VaultServer, VaultState } from "./server";
import type { Wrap } from "./wraps";

export interface Entry {
  item: Item;
  hash: Bytes;
  note: Note;
}

/** What of a note's change is still to be said to whoever shows it. */
export type News = { changed: Map<string, Note>; gone: string[] };

const atOnce = 200;
const tries = 5;

export class OpenVault {
  readonly entries = new Map<string, Entry>();
  /** Notes whose day is over and which the server has let go of already. The next change leaves them out for good. */
  private expired = new Map<string, Expired>();
  revision = 0;
  link: Bytes | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private keeping: Promise<unknown> = Promise.resolve();

  /** @param before The keys of the epoch before, while notes are carried over. */
  constructor(
    readonly owner: Owner,
    public keys: VaultKeys,
    public before: VaultKeys | null,
    public wraps: Wrap[],
    private readonly server: VaultServer,
    private readonly memory: Memory,
    private readonly tell: (news: News) => void = () => {},
  ) {}

  /** One after the other: two changes at once would be of the same revision. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(act, act);
    this.turn = mine.catch(() => {});
    return mine;
  }

  sync = (): Promise<void> => this.inTurn(() => this.catchUp());

  /** Saves a note and gives its id. */
  save(note: Note, id: string, basedOn: number | null, deleteAfter = 0): Promise<number> {
    return this.inTurn(async () => {
      let sent: Item | undefined;
      await this.changing(async revision => {
        const there = this.entries.get(id);
        // The answer to what was sent may have been lost, and not what was sent.
        if (sent && there && same(there.item.key, sent.key)) return null;
        if ((there?.item.revision ?? null) !== basedOn) throw new Refused("conflict", "This note was changed elsewhere meanwhile. Yours is kept as a second note.");
        sent = await sealNote(note, id, revision, deleteAfter, this.keys, this.owner);
        return { puts: [sent], deletes: [], notes: new Map([[id, note]]) };
      });
      return this.entries.get(id)!.item.revision;
    });
  }

  erase(ids: string[]): Promise<void> {
    return this.inTurn(() => this.changing(async () => {
      const deletes = ids.filter(id => this.entries.has(id)).slice(0, atOnce);
      return deletes.length === 0 ? null : { puts: [], deletes, notes: new Map() };
    }));
  }

  /** Saves notes that are new here, many at a time. */
  async saveAll(notes: { note: Note; deleteAfter: number }[]): Promise<void> {
    for (let at = 0; at < notes.length; at += atOnce) {
      const some = notes.slice(at, at + atOnce).map(one => ({ ...one, id: crypto.randomUUID() }));
      await this.inTurn(() => this.changing(async revision => ({
        puts: await Promise.all(some.map(one => sealNote(one.note, one.id, revision, one.deleteAfter, this.keys, this.owner))),
        deletes: [], notes: new Map(some.map(one => [one.id, one.note])),
      })));
    }
  }

  /** The day after which notes go, 0 for none. Their text stays as it is encrypted. */
  async keepUntil(ids: string[], deleteAfter: number): Promise<void> {
    for (let at = 0; at < ids.length; at += atOnce) {
      await this.inTurn(() => this.changing(async revision => {
        const items = ids.slice(at, at + atOnce).map(id => this.entries.get(id)?.item).filter(item => item !== undefined).filter(item => item.deleteAfter !== deleteAfter && !isOver(item.deleteAfter));
        if (items.length === 0) return null;
        const puts = await Promise.all(items.map(item => rewrap({ ...item, deleteAfter }, revision, this.keysFor(item), this.keys, this.owner)));
        return { puts, deletes: [], notes: new Map(), rewrapped: true };
      }));
    }
  }

  /** Leaves out for good what its day is over for. */
  async tidy(): Promise<void> {
    const isAnyOver = () => this.expired.size > 0 || [...this.entries.values()].some(entry => isOver(entry.item.deleteAfter));
    while (isAnyOver()) await this.inTurn(() => this.changing(async () => (isAnyOver() ? { puts: [], deletes: [], notes: new Map() } : null)));
  }

  /** A change on top of what the server has; when somebody else was faster, it is made again on top of theirs. */
  async changing(make: (revision: number) => Promise<{ puts: Item[]; deletes: string[]; notes: Map<string, Note>; rewrapped?: boolean } & Pick<Change, "wraps" | "link" | "epoch"> & { keys?: VaultKeys } | null>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const revision = this.revision + 1;
      const made = await make(revision);
      if (!made) return;
      const next = new Map(this.entries);
      for (const item of made.puts) {
        const note = made.notes.get(item.id) ?? next.get(item.id)?.note;
        next.set(item.id, { item, hash: await hashOfItem(item), note: note! });
      }
      const deletes = [...made.deletes, ...this.over(made.puts).filter(id => !made.deletes.includes(id)).slice(0, atOnce - made.deletes.length)];
      const expired = new Map(this.expired);
      for (const id of deletes) {
        next.delete(id);
        expired.delete(id);
      }
      const [keys, wraps, link] = [made.keys ?? this.keys, made.wraps ?? this.wraps, made.link === undefined ? this.link : made.link];
      const manifest = await manifestOf(this.whole(next, expired, revision, keys, wraps, link), keys, this.owner);
      try {
        await this.server.change(this.owner.vault, this.revision, {
          puts: made.puts.map(item => ({ ...item, blob: made.rewrapped ? null : item.blob })), deletes, manifest,
          ...(made.wraps ? { wraps: made.wraps } : {}), ...(made.link === undefined ? {} : { link: made.link }), ...(made.epoch ? { epoch: made.epoch } : {}),
        });
      } catch (trouble) {
        if (!(trouble instanceof Refused) || trouble.why !== "stale" || attempt === tries) throw trouble;
        await this.catchUp();
        continue;
      }
      await this.take(next, expired, revision, keys, wraps, link, made.puts, deletes, false);
      return;
    }
  }

  /** What goes with the next change, whatever it is: its day is over, and it is not given another one. */
  private over(puts: Item[]): string[] {
    const put = new Set(puts.map(item => item.id));
    return [...this.expired.keys(), ...[...this.entries.values()].map(entry => entry.item).filter(item => isOver(item.deleteAfter)).map(item => item.id)].filter(id => !put.has(id));
  }

  private whole(entries: Map<string, Entry>, expired: Map<string, Expired>, revision: number, keys: VaultKeys, wraps: Wrap[], link: Bytes | null): Whole {
    return { revision, epoch: keys.epoch, link, wraps, items: [...[...entries].map(([id, { item, hash }]) => ({ id, deleteAfter: item.deleteAfter, hash })), ...expired.values()] };
  }

  private async take(next: Map<string, Entry>, expired: Map<string, Expired>, revision: number, keys: VaultKeys, wraps: Wrap[], link: Bytes | null, changed: Item[], gone: string[], isWhole: boolean): Promise<void> {
    const news: News = { changed: new Map(), gone: [...this.entries.keys()].filter(id => !next.has(id)) };
    for (const [id, entry] of next) {
      if (this.entries.get(id)?.note !== entry.note) news.changed.set(id, entry.note);
      this.entries.set(id, entry);
    }
    for (const id of news.gone) this.entries.delete(id);
    [this.revision, this.keys, this.wraps, this.link, this.expired] = [revision, keys, wraps, link, expired];
    await this.memory.see(this.owner.vault, { revision, epoch: keys.epoch });
    // What is kept for the next opening is put away while this one is read already.
    this.keeping = this.keeping.then(() => this.memory.cache(this.owner.vault, revision, changed, gone, isWhole));
    this.tell(news);
  }

  private async catchUp(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const state = await this.state();
      if (state.revision === this.revision) return;
      // What this browser knows from before may be what does not fit: the last attempt asks for everything.
      const isAnew = attempt === 3;
      const cached = this.revision === 0 && !isAnew ? await this.memory.cached(this.owner.vault) : undefined;
      if (await this.fetched(state, isAnew, cached)) return;
      if (isAnew) throw tampered(this.missing(state));
    }
  }

  private missing = (state: VaultState): string =>
    this.entries.size > 0 && state.revision > 0 ? "Some of your notes are missing, older than they were, or not yours." : "Your notes do not fit together: one is missing, older than it was, or not yours.";

  /** What the server says now, as far as it can be told from before. */
  private async state(): Promise<VaultState> {
    const kept = await this.server.kept(this.owner.vault);
    if (kept.person !== this.owner.person || kept.vault?.id !== this.owner.vault) throw new Refused("stale", "These notes were moved to a new vault. Open it again.");
    await requireNotOlder(kept.vault, this.memory, this.revision);
    if (kept.vault.epoch !== this.keys.epoch) throw new Refused("signed-out", "Your keys were changed on another device. Open your notes again with the new ones.");
    return kept.vault;
  }

  private async fetched(state: VaultState, isAnew: boolean, cached: { revision: number; items: Item[] } | undefined): Promise<boolean> {
    const from = isAnew ? 0 : cached && cached.revision <= state.revision ? cached.revision : this.revision;
    const since = from < state.foldedAt ? 0 : from;
    const before = cached && since === cached.revision ? cached.items : [...this.entries.values()].map(entry => entry.item);
    const known = new Map(since === 0 ? [] : before.map(item => [item.id, item]));
    const [changed, gone]: [Map<string, Item>, Set<string>] = [new Map(), new Set()];
    const expired = new Map(since === 0 ? [] : this.expired);
    for (let next: number | null = since; next !== null; ) {
      const page: Page = await this.server.items(this.owner.vault, next);
      for (const item of page.items) changed.set(item.id, item);
      for (const id of page.gone) gone.add(id);
      for (const id of [...changed.keys(), ...gone]) expired.delete(id);
      for (const one of page.expired) {
        // A day of grace for clocks that disagree; whether it is the day that its author gave it, the manifest tells.
        if (one.deleteAfter === 0 || one.deleteAfter > today()) throw tampered("A note was let go of before its day.");
        expired.set(one.id, one);
      }
      if (page.next !== null && page.next <= next) throw tampered("The list of your notes has no end.");
      next = page.next;
    }
    for (const id of [...gone, ...expired.keys()]) known.delete(id);
    for (const [id, item] of changed) known.set(id, item);

    const entries = await Promise.all([...known.values()].map(async item => [item.id, { item, hash: await hashOfItem(item), note: undefined as unknown as Note }] as [string, Entry]));
    const whole = new Map(entries);
    if (!(await isManifestOf(state.manifest, this.whole(whole, expired, state.revision, this.keys, state.wraps, state.link), this.keys, this.owner))) return false;
    await this.read(whole);
    await this.take(whole, expired, state.revision, this.keys, state.wraps, state.link, since === 0 ? [...known.values()] : [...changed.values()], [...gone, ...expired.keys()], since === 0);
    return true;
  }

  private async read(whole: Map<string, Entry>): Promise<void> {
    await Promise.all([...whole.values()].map(async entry => {
      const before = this.entries.get(entry.item.id);
      entry.note = before && before.item.revision === entry.item.revision ? before.note : await openNote(entry.item, this.keysFor(entry.item), this.owner);
    }));
  }

  private keysFor(item: Item): VaultKeys {
    const epoch = epochOf(item);
    if (epoch === this.keys.epoch) return this.keys;
    if (this.before && epoch === this.before.epoch) return this.before;
    throw tampered("A note comes with a key that was given up.");
  }
}

/** A server may be slow, never behind what this browser has seen of it. */
export async function requireNotOlder(state: VaultState, memory: Memory, revision = 0): Promise<void> {
  const seen = await memory.seen(state.id);
  if (state.revision < Math.max(revision, seen?.revision ?? 0) || state.epoch < (seen?.epoch ?? 0))
    throw new Refused("older", "This server shows an older vault than this browser has seen. It may have been restored from a backup: ask whoever runs it before you go on.");
}
