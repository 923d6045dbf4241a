// The keys: VK, the vault's, from which two are derived, one that wraps the key of each note and one that authenticates the
// manifest. Opened, none of them can be read out by a script.
import { joined, random, utf8, type Bytes } from "./bytes";
import { bound, header, nonceLength, readHeader, tampered, type Header, type Owner } from "./format";

export interface VaultKeys {
  epoch: number;
  wrapping: CryptoKey;
  manifest: CryptoKey;
}

export const keyLength = 32;

/** HKDF-SHA-256: one secret, a salt, and a purpose in words. */
export const base = (secret: Bytes): Promise<CryptoKey> => crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);

export const aesKey = (from: CryptoKey, salt: Bytes, purpose: string): Promise<CryptoKey> =>
  crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: utf8(purpose) }, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export const macKey = (from: CryptoKey, salt: Bytes, purpose: string): Promise<CryptoKey> =>
  crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: utf8(purpose) }, from, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign", "verify"]);

/** Takes the bytes and leaves none of them behind. */
export async function keysOf(raw: Bytes, owner: Owner, epoch: number): Promise<VaultKeys> {
  const from = await base(raw);
  raw.fill(0);
  const salt = utf8(owner.vault);
  const [wrapping, manifest] = await Promise.all([aesKey(from, salt, "rapport/vault/wrap/1"), macKey(from, salt, "rapport/vault/manifest/1")]);
  return { epoch, wrapping, manifest };
}

export async function encrypted(key: CryptoKey, plain: Bytes, beside: Bytes): Promise<Bytes> {
  const nonce = random(nonceLength);
  return joined(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: beside }, key, plain)));
}

export async function decrypted(key: CryptoKey, nonce: Bytes, sealed: Bytes, beside: Bytes): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: beside }, key, sealed));
  } catch {
    throw tampered("Something was changed on its way.");
  }
}

/** A header, a nonce and what is encrypted, bound to whose it is, which object, and the numbers of the header. */
export async function seal(key: CryptoKey, head: Header, owner: Owner, object: string, plain: Bytes): Promise<Bytes> {
  return joined(header(head), await encrypted(key, plain, bound(head.kind, owner, object, head.revision, head.epoch)));
}

export async function unseal(key: CryptoKey, kind: Header["kind"], bytes: Bytes, owner: Owner, object: string): Promise<Bytes> {
  const { nonce, sealed, revision, epoch } = readHeader(bytes, kind);
  return decrypted(key, nonce, sealed, bound(kind, owner, object, revision, epoch));
}
