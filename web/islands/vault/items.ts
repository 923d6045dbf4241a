// A note as the server keeps it: encrypted under a key of its own, made anew at every save, and that key under the vault's.
import { random, type Bytes } from "./bytes";
import { padded, readHeader, requireId, tampered, unpadded, type Owner } from "./format";
import { keyLength, seal, unseal, type VaultKeys } from "./keys";

/** What somebody writes. Nothing of it is ever outside of the ciphertext. */
export interface Note {
  /** "checkup" is no note: it tells when its owner last showed that they have their recovery code. */
  kind: "note" | "point" | "checkup";
  text: string;
  /** Whom it is about, where it was written: ids, or null. */
  about: string | null;
  series: string | null;
  meeting: string | null;
  point: string | null;
  tags: string[];
  createdAt: string;
  changedAt: string;
}

export interface Item {
  id: string;
  /** The vault's revision at which it, or the wrapping of its key, last changed. */
  revision: number;
  key: Bytes;
  blob: Bytes;
  /** Days since 1970; 0 for never. */
  deleteAfter: number;
}

const contentKey = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

export async function sealNote(note: Note, id: string, revision: number, deleteAfter: number, keys: VaultKeys, owner: Owner): Promise<Item> {
  const raw = random(keyLength);
  const head = { epoch: keys.epoch, revision };
  const [blob, key] = await Promise.all([
    contentKey(raw).then(key => seal(key, { kind: "note", ...head }, owner, id, padded(JSON.stringify(note)))),
    seal(keys.wrapping, { kind: "key", ...head }, owner, id, raw),
  ]);
  raw.fill(0);
  return { id: requireId(id), revision, key, blob, deleteAfter };
}

/** The same note under the keys of another epoch: only the wrapping of its key changes. */
export async function rewrap(item: Item, revision: number, from: VaultKeys, to: VaultKeys, owner: Owner): Promise<Item> {
  const raw = await unseal(from.wrapping, "key", item.key, owner, item.id);
  const key = await seal(to.wrapping, { kind: "key", epoch: to.epoch, revision }, owner, item.id, raw);
  raw.fill(0);
  return { ...item, revision, key };
}

export const epochOf = (item: Item): number => readHeader(item.key, "key").epoch;

export async function openNote(item: Item, keys: VaultKeys, owner: Owner): Promise<Note> {
  const head = readHeader(item.key, "key");
  if (head.epoch !== keys.epoch || head.revision !== item.revision) throw tampered("A note comes with the key of another time.");
  const raw = await unseal(keys.wrapping, "key", item.key, owner, item.id);
  const key = await contentKey(raw);
  raw.fill(0);
  return JSON.parse(unpadded(await unseal(key, "note", item.blob, owner, item.id))) as Note;
}
