// The bytes of the vault, version 1. docs/vault.md describes them; whatever does not follow them is refused, and nothing
// falls back to an older way.
import { fromHex, joined, text, u32, u64, utf8, type Bytes } from "./bytes";

export const format = 1;
export const nonceLength = 12;
const tagLength = 16;

/** Why the vault did not do it, in words for its owner. */
export class Refused extends Error {
  constructor(
    readonly why: "wrong" | "tampered" | "older" | "format" | "weak" | "full" | "stale" | "conflict" | "offline" | "proof" | "off" | "signed-out",
    message: string,
  ) {
    super(message);
  }
}

export const tampered = (what: string) =>
  new Refused("tampered", `${what} The server did not give back what this browser stored. Nothing of it was opened; tell whoever runs this installation.`);

/** Whose vault it is: part of everything that is encrypted, so that nothing of another person's fits. */
export interface Owner {
  person: string;
  vault: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function requireId(id: unknown): string {
  if (typeof id !== "string" || !uuid.test(id)) throw tampered("An id is not one.");
  return id;
}

export const idBytes = (id: string): Bytes => fromHex(requireId(id).replaceAll("-", ""));

/** What is authenticated beside the bytes: every part is of a kind that cannot hold a bar. */
export const bound = (kind: string, owner: Owner, ...parts: (string | number)[]): Bytes =>
  utf8(["rapport", format, kind, requireId(owner.person), requireId(owner.vault), ...parts].join("|"));

/** What a sealed thing is. */
export const letters = { note: "N", key: "K", link: "L" } as const;
export type Kind = keyof typeof letters;

export interface Header {
  kind: Kind;
  epoch: number;
  revision: number;
}

const headerLength = 14;

export const header = ({ kind, epoch, revision }: Header): Bytes => joined(new Uint8Array([format, letters[kind].charCodeAt(0)]), u32(epoch), u64(revision));

/** What the bytes say they are; whether it is true, their authentication tells. */
export function readHeader(bytes: Bytes, kind: Kind): Header & { nonce: Bytes; sealed: Bytes } {
  if (bytes[0] !== format) throw new Refused("format", `This was written in format ${bytes[0] ?? "unknown"}, and this page knows format ${format} only. Reload it; if that does not help, the installation is older than your notes.`);
  if (bytes[1] !== letters[kind].charCodeAt(0) || bytes.length < headerLength + nonceLength + tagLength) throw tampered("Something stands where it does not belong.");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const revision = view.getBigUint64(6);
  if (revision > BigInt(Number.MAX_SAFE_INTEGER)) throw tampered("A revision is no number that can be.");
  return {
    kind, epoch: view.getUint32(2), revision: Number(revision),
    nonce: bytes.subarray(headerLength, headerLength + nonceLength), sealed: bytes.subarray(headerLength + nonceLength),
  };
}

/** What a note takes up: its length tells nothing finer than one of these. */
export const sizes = [256, 1024, 4096, 16384, 65536] as const;
export const longestNote = 65535;
export const blobLength = (size: number) => size + headerLength + nonceLength + tagLength;

/** The text, then 0x80, then zeros up to the next size. */
export function padded(words: string): Bytes {
  const bytes = utf8(words);
  const size = sizes.find(size => bytes.length < size);
  if (!size) throw new Refused("full", "A private note holds 64 KB. Make two of it.");
  const whole = new Uint8Array(size);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  return whole;
}

export function unpadded(bytes: Bytes): string {
  let end = bytes.length - 1;
  while (end >= 0 && bytes[end] === 0) end--;
  if (!sizes.some(size => size === bytes.length) || end < 0 || bytes[end] !== 0x80) throw tampered("A note is not filled up as notes are.");
  return text(bytes.subarray(0, end));
}
