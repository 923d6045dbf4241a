// The ways in: a vault is founded with secrets, opened with one of them, given others, and moved under new keys. VK's bytes
// exist in these few functions alone, and are cleared at their end.
import { random, type Bytes } from "./bytes";
import { Refused, requireId, tampered, type Owner } from "./format";
import { epochOf, rewrap } from "./items";
import { isOver } from "./lifetime";
import { keyLength, keysOf, seal, unseal, type VaultKeys } from "./keys";
import { manifestOf } from "./manifest";
import type { Memory } from "./memory";
import type { VaultServer, VaultState } from "./server";
import { OpenVault, requireNotOlder, type News } from "./vault";
import { makeWrap, openWrap, requireSound, type Derive, type Secret, type Wrap } from "./wraps";

export interface Outside {
  server: VaultServer;
  memory: Memory;
  derive: Derive;
  tell?: (news: News) => void;
}

/** How many keys are carried over at a time. */
const atOnce = 200;

/** A vault with nothing in it. The secrets are of different kinds, or passkeys. */
export async function found(owner: Owner, secrets: Secret[], outside: Outside): Promise<OpenVault> {
  const raw = random(keyLength);
  const wraps: Wrap[] = [];
  for (const secret of secrets) wraps.push(await makeWrap(raw, secret, 1, owner, outside.derive));
  const keys = await keysOf(raw, owner, 1);
  await outside.server.found(owner.vault, wraps, await manifestOf({ revision: 1, epoch: 1, link: null, wraps, items: [] }, keys, owner));
  const vault = new OpenVault(owner, keys, null, wraps, outside.server, outside.memory, outside.tell);
  await vault.sync();
  return vault;
}

const wrapFor = (wraps: Wrap[], secret: Secret): Wrap => {
  const wrap = wraps.find(wrap => wrap.kind === secret.kind && (secret.kind !== "passkey" || wrap.credential === secret.credential));
  if (!wrap) throw new Refused("wrong", "These notes have no such way in any more. Use another one.");
  return wrap;
};

/** The state of one's own vault, checked as far as it can be without a key. */
export async function stateOf(owner: Owner, outside: Outside): Promise<VaultState> {
  const kept = await outside.server.kept(owner.vault);
  if (kept.person !== requireId(owner.person) || kept.vault?.id !== owner.vault) throw tampered("This is the vault of somebody else.");
  kept.vault.wraps.forEach(requireSound);
  await requireNotOlder(kept.vault, outside.memory);
  if (kept.vault.wraps.some(wrap => wrap.epoch !== kept.vault!.epoch)) throw tampered("A way to open your notes belongs to keys that were given up.");
  return kept.vault;
}

/** Opens it, verifies all of it, and reads it. */
export async function unlock(owner: Owner, secret: Secret, outside: Outside): Promise<OpenVault> {
  const state = await stateOf(owner, outside);
  const keys = await keysOf(await openWrap(wrapFor(state.wraps, secret), secret, owner, outside.derive), owner, state.epoch);
  const before = state.link && (await keysBefore(state.link, keys, owner));
  const vault = new OpenVault(owner, keys, before, state.wraps, outside.server, outside.memory, outside.tell);
  await vault.sync();
  return vault;
}

async function keysBefore(link: Bytes, keys: VaultKeys, owner: Owner): Promise<VaultKeys> {
  return keysOf(await unseal(keys.wrapping, "link", link, owner, owner.vault), owner, keys.epoch - 1);
}

/**
 * Other ways in, the same keys: whoever holds an old copy of the vault and the old secret can still open it, which only new
 * keys end.
 */
export function changeDoors(vault: OpenVault, shown: Secret, added: Secret[], removed: (wrap: Wrap) => boolean, outside: Outside): Promise<void> {
  return vault.inTurn(async () => {
    const raw = await openWrap(wrapFor(vault.wraps, shown), shown, vault.owner, outside.derive);
    const made: Wrap[] = [];
    for (const secret of added) made.push(await makeWrap(raw, secret, vault.keys.epoch, vault.owner, outside.derive));
    raw.fill(0);
    await vault.changing(async () => ({ puts: [], deletes: [], notes: new Map(), wraps: [...vault.wraps.filter(wrap => !removed(wrap)), ...made] }));
  });
}

/** Whether a secret opens them still; nothing is changed, and nothing kept. */
export async function tries(vault: OpenVault, shown: Secret, outside: Outside): Promise<void> {
  (await openWrap(wrapFor(vault.wraps, shown), shown, vault.owner, outside.derive)).fill(0);
}

/** New keys for everything. Broken off anywhere, what is there stays readable by the new secrets, and it goes on at the next opening. */
export async function rotate(vault: OpenVault, shown: Secret, secrets: Secret[], outside: Outside): Promise<void> {
  await vault.inTurn(async () => {
    const [old, raw] = [await openWrap(wrapFor(vault.wraps, shown), shown, vault.owner, outside.derive), random(keyLength)];
    const [epoch, former] = [vault.keys.epoch + 1, vault.keys];
    const wraps: Wrap[] = [];
    for (const secret of secrets) wraps.push(await makeWrap(raw, secret, epoch, vault.owner, outside.derive));
    const keys = await keysOf(raw, vault.owner, epoch);
    await vault.changing(async revision => ({
      puts: [], deletes: [], notes: new Map(), wraps, keys, epoch, link: await seal(keys.wrapping, { kind: "link", epoch, revision }, vault.owner, vault.owner.vault, old),
    }));
    old.fill(0);
    vault.before = former;
  });
  await carryOver(vault);
}

/** Wraps the keys of all notes anew, page by page, and ends the passage. */
export async function carryOver(vault: OpenVault): Promise<void> {
  while (vault.link) {
    await vault.inTurn(() => vault.changing(async revision => {
      const old = [...vault.entries.values()].map(entry => entry.item).filter(item => epochOf(item) !== vault.keys.epoch && !isOver(item.deleteAfter)).slice(0, atOnce);
      if (old.length === 0) return vault.link ? { puts: [], deletes: [], notes: new Map(), link: null } : null;
      if (!vault.before) throw tampered("The keys of before are missing.");
      const puts = await Promise.all(old.map(item => rewrap(item, revision, vault.before!, vault.keys, vault.owner)));
      return { puts, deletes: [], notes: new Map(), rewrapped: true };
    }));
  }
  vault.before = null;
}
