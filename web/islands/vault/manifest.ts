// What the vault holds as a whole, under a MAC by VK: a note that is missing, older or foreign does not fit, and neither does a
// way of opening that was added or taken away.
import { joined, sha256, u32, type Bytes } from "./bytes";
import { bound, idBytes, type Owner } from "./format";
import type { Item } from "./items";
import type { VaultKeys } from "./keys";
import { hashOfWrap, type Wrap } from "./wraps";

export interface Whole {
  revision: number;
  epoch: number;
  /** While the keys are being changed: VK of the epoch before, under the new one. */
  link: Bytes | null;
  wraps: Wrap[];
  items: Iterable<{ id: string; deleteAfter: number; hash: Bytes }>;
}

export const hashOfItem = (item: Item): Promise<Bytes> => sha256(joined(item.key, item.blob));

const inOrder = (entries: [string, Bytes][]): Bytes[] =>
  entries.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, bytes]) => bytes);

async function written(whole: Whole, owner: Owner): Promise<Bytes> {
  const wraps = await Promise.all(whole.wraps.map(async wrap => [wrap.id, joined(idBytes(wrap.id), await hashOfWrap(wrap, owner))] as [string, Bytes]));
  const items = [...whole.items].map(item => [item.id, joined(idBytes(item.id), u32(item.deleteAfter), item.hash)] as [string, Bytes]);
  return joined(
    bound("manifest", owner, whole.revision, whole.epoch, whole.link ? "rotating" : "settled"), new Uint8Array(1),
    ...(whole.link ? [await sha256(whole.link)] : []),
    u32(wraps.length), ...inOrder(wraps), u32(items.length), ...inOrder(items));
}

export async function manifestOf(whole: Whole, keys: VaultKeys, owner: Owner): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", keys.manifest, await written(whole, owner)));
}

export async function isManifestOf(manifest: Bytes, whole: Whole, keys: VaultKeys, owner: Owner): Promise<boolean> {
  return crypto.subtle.verify("HMAC", keys.manifest, manifest, await written(whole, owner));
}

