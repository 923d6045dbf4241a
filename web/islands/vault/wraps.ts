// The ways to open the vault: VK, encrypted once for each secret that its owner has. What a wrap claims about itself is
// checked before anything is decrypted, by a key that only the right secret gives.
import { base64, fromBase64, joined, random, sha256, utf8, type Bytes } from "./bytes";
import { bound, nonceLength, Refused, requireId, tampered, type Owner } from "./format";
import { aesKey, base, encrypted, keyLength, macKey } from "./keys";

export type WrapKind = "passphrase" | "recovery" | "passkey" | "device";

/** As it lies on the server. */
export interface Wrap {
  id: string;
  kind: WrapKind;
  epoch: number;
  /** Of Argon2id: KiB, passes, lanes. All 0 for the other kinds, whose secrets cannot be guessed. */
  memory: number;
  passes: number;
  lanes: number;
  salt: string;
  /** Of the passkey, else empty. */
  credential: string;
  blob: string;
  commit: string;
}

/** What opens a wrap; a device's key is one already and never leaves its browser. */
export type Secret = { kind: "passphrase"; passphrase: string } | { kind: "recovery"; code: Bytes } | { kind: "passkey"; output: Bytes; credential: string; salt: Bytes } | { kind: "device"; key: CryptoKey };

export type Derive = (passphrase: Bytes, salt: Bytes, memory: number, passes: number, lanes: number) => Promise<Bytes>;

/** Below this nothing is derived, whatever the server says; above the other, a server could stop a browser. */
export const floor = { memory: 64 * 1024, passes: 3, lanes: 1 };
const ceiling = { memory: 1024 * 1024, passes: 10, lanes: 1 };
const saltLength = { passphrase: 16, recovery: 16, passkey: 32, device: 16 } as const;

/** How a passphrase is read: composed letters, and any space as one space, so that a phone's keyboard changes nothing. */
export const readPassphrase = (typed: string): Bytes => utf8(typed.normalize("NFC").trim().replace(/\s+/g, " "));

export function requireSound(wrap: Wrap): void {
  requireId(wrap.id);
  if (!(wrap.kind in saltLength)) throw new Refused("format", "The server offers a way to open your notes that this page does not know. It was not tried.");
  const within = (value: number, low: number, high: number) => Number.isSafeInteger(value) && value >= low && value <= high;
  if (wrap.kind === "passphrase" && !(within(wrap.memory, floor.memory, ceiling.memory) && within(wrap.passes, floor.passes, ceiling.passes) && wrap.lanes === floor.lanes))
    throw new Refused("weak", "The server asks for a weaker protection of your passphrase than this page accepts. It was not tried; tell whoever runs this installation.");
  if (wrap.kind !== "passphrase" && (wrap.memory || wrap.passes || wrap.lanes)) throw tampered("A way to open your notes is not what it was.");
  if (fromBase64(wrap.salt).length !== saltLength[wrap.kind]) throw tampered("A way to open your notes is not what it was.");
}

const about = (wrap: Wrap, owner: Owner): Bytes =>
  bound("wrap", owner, wrap.id, wrap.epoch, wrap.kind, wrap.memory, wrap.passes, wrap.lanes, wrap.salt, wrap.credential);

/** What the manifest says of a wrap. */
export const hashOfWrap = (wrap: Wrap, owner: Owner): Promise<Bytes> => sha256(joined(about(wrap, owner), utf8(`|${wrap.blob}|${wrap.commit}`)));

async function secretKey(wrap: Wrap, secret: Secret, derive: Derive): Promise<CryptoKey> {
  if (secret.kind === "device") return secret.key;
  if (secret.kind === "recovery") return base(secret.code);
  if (secret.kind === "passkey") return base(secret.output);
  const derived = await derive(readPassphrase(secret.passphrase), fromBase64(wrap.salt), wrap.memory, wrap.passes, wrap.lanes);
  const key = await base(derived);
  derived.fill(0);
  return key;
}

async function keysFor(wrap: Wrap, secret: Secret, derive: Derive): Promise<{ wrapping: CryptoKey; commit: CryptoKey }> {
  const [from, salt] = [await secretKey(wrap, secret, derive), fromBase64(wrap.salt)];
  const [wrapping, commit] = await Promise.all([aesKey(from, salt, `rapport/vault/kek/1/${wrap.kind}`), macKey(from, salt, `rapport/vault/commit/1/${wrap.kind}`)]);
  return { wrapping, commit };
}

/** A passkey has to be asked with its salt before it can wrap anything, so its salt is made beforehand. */
export const newSalt = (kind: WrapKind): Bytes => random(saltLength[kind]);

export async function makeWrap(raw: Bytes, secret: Secret, epoch: number, owner: Owner, derive: Derive): Promise<Wrap> {
  const salt = secret.kind === "passkey" ? secret.salt : newSalt(secret.kind);
  const cost = secret.kind === "passphrase" ? floor : { memory: 0, passes: 0, lanes: 0 };
  const wrap: Wrap = {
    id: crypto.randomUUID(), kind: secret.kind, epoch, ...cost, salt: base64(salt), credential: secret.kind === "passkey" ? secret.credential : "", blob: "", commit: "",
  };
  requireSound(wrap);
  const { wrapping, commit } = await keysFor(wrap, secret, derive);
  const blob = await encrypted(wrapping, raw, about(wrap, owner));
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", commit, joined(about(wrap, owner), utf8("|"), blob)));
  return { ...wrap, blob: base64(blob), commit: base64(mac) };
}

/** VK's bytes. Whoever asks for them clears them. */
export async function openWrap(wrap: Wrap, secret: Secret, owner: Owner, derive: Derive): Promise<Bytes> {
  requireSound(wrap);
  if (wrap.kind !== secret.kind) throw tampered("A way to open your notes is not what it was.");
  const { wrapping, commit } = await keysFor(wrap, secret, derive);
  const blob = fromBase64(wrap.blob);
  if (!(await crypto.subtle.verify("HMAC", commit, fromBase64(wrap.commit), joined(about(wrap, owner), utf8("|"), blob)))) throw wrong(wrap.kind);
  try {
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: blob.subarray(0, nonceLength), additionalData: about(wrap, owner) }, wrapping, blob.subarray(nonceLength));
    if (opened.byteLength !== keyLength) throw tampered("A key has the wrong length.");
    return new Uint8Array(opened);
  } catch {
    throw wrong(wrap.kind);
  }
}

function wrong(kind: WrapKind): Refused {
  const words = {
    passphrase: "This passphrase does not open your notes. Check the words and try again.",
    recovery: "This recovery code does not open your notes. Check each group and try again.",
    passkey: "This passkey does not open your notes. Use your passphrase or recovery code.",
    device: "This browser no longer opens your notes. Use your passphrase or recovery code.",
  };
  return new Refused("wrong", words[kind]);
}
