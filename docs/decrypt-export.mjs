#!/usr/bin/env node
// Decrypts an encrypted copy of Rapport's private notes with nothing but its passphrase, without Rapport:
//
//   npm install hash-wasm@4.13.0
//   node decrypt-export.mjs private-notes.encrypted.json "the six words of the passphrase"
//
// It prints one note a line, as JSON. Node 20 or newer. The formats are described in vault.md.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { argon2id } = createRequire(process.cwd() + "/")("hash-wasm");
const [file, typed] = process.argv.slice(2);
if (!file || !typed) {
  console.error('Usage: node decrypt-export.mjs FILE "PASSPHRASE"');
  process.exit(2);
}

const { subtle } = globalThis.crypto;
const copy = JSON.parse(readFileSync(file, "utf8"));
const utf8 = text => new TextEncoder().encode(text);
const bytes = base64 => Uint8Array.from(Buffer.from(base64, "base64"));
const joined = (...parts) => Uint8Array.from(Buffer.concat(parts));
const bound = (kind, ...parts) => utf8(["rapport", 1, kind, copy.person, copy.vault, ...parts].join("|"));
if (copy.what !== "rapport-vault" || copy.format !== 1) throw new Error("This is no encrypted copy of format 1.");

const hkdf = async (secret, salt, purpose, algorithm, uses) => subtle.deriveKey(
  { name: "HKDF", hash: "SHA-256", salt, info: utf8(purpose) }, await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]), algorithm, false, uses);
const aes = { name: "AES-GCM", length: 256 };
const mac = { name: "HMAC", hash: "SHA-256", length: 256 };
const decrypt = async (key, nonce, sealed, beside) =>
  new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: beside }, key, sealed));

// The passphrase gives a key and a commitment; the commitment is checked before anything is decrypted.
const wrap = copy.wraps.find(wrap => wrap.kind === "passphrase");
const passphrase = utf8(typed.normalize("NFC").trim().replace(/\s+/g, " "));
const salt = bytes(wrap.salt);
const secret = await argon2id({
  password: passphrase, salt, memorySize: wrap.memory, iterations: wrap.passes, parallelism: wrap.lanes, hashLength: 32, outputType: "binary",
});
const about = bound("wrap", wrap.id, wrap.epoch, wrap.kind, wrap.memory, wrap.passes, wrap.lanes, wrap.salt, wrap.credential);
const blob = bytes(wrap.blob);
const commit = await hkdf(secret, salt, "rapport/vault/commit/1/passphrase", mac, ["verify"]);
if (!(await subtle.verify("HMAC", commit, bytes(wrap.commit), joined(about, utf8("|"), blob)))) {
  console.error("This passphrase does not open this copy.");
  process.exit(1);
}

// It opens the vault's key, that opens each note's key, and that the note.
const kek = await hkdf(secret, salt, "rapport/vault/kek/1/passphrase", aes, ["decrypt"]);
const vaultKey = await decrypt(kek, blob.subarray(0, 12), blob.subarray(12), about);
const wrapping = await hkdf(vaultKey, utf8(copy.vault), "rapport/vault/wrap/1", aes, ["decrypt"]);

async function open(key, kind, letter, id, sealed) {
  const view = new DataView(sealed.buffer, sealed.byteOffset);
  if (sealed[0] !== 1 || sealed[1] !== letter.charCodeAt(0)) throw new Error(`${id} is not of format 1.`);
  const beside = bound(kind, id, view.getBigUint64(6), view.getUint32(2));
  return decrypt(key, sealed.subarray(14, 26), sealed.subarray(26), beside);
}

for (const item of copy.items) {
  const raw = await open(wrapping, "key", "K", item.id, bytes(item.key));
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const filled = Buffer.from(await open(key, "note", "N", item.id, bytes(item.blob)));
  console.log(JSON.stringify({ id: item.id, ...JSON.parse(filled.subarray(0, filled.lastIndexOf(0x80)).toString("utf8")) }));
}
