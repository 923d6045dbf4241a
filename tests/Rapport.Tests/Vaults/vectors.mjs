// docs/vault-vectors.json against the code that browsers run, and docs/decrypt-export.mjs against what they take along.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { noteOf, owner, passphrase, recovery, run, Mind, Server, test, the } from "./scene.mjs";

const docs = join(dirname(fileURLToPath(import.meta.url)), "../../../docs");
const script = join(docs, "decrypt-export.mjs");
const vectors = JSON.parse(readFileSync(join(docs, "vault-vectors.json"), "utf8"));
const whose = { person: vectors.person, vault: vectors.vault };
const hex = bytes => Buffer.from(bytes).toString("hex");

test("The passphrase of the vectors derives what they say", async () => {
  const wrap = vectors.wraps.find(wrap => wrap.kind === "passphrase");
  assert.equal(hex(await the.derive(the.readPassphrase(vectors.secrets.passphrase), the.fromBase64(wrap.salt), wrap.memory, wrap.passes, wrap.lanes)), vectors.secrets.argon2id);
});

test("Each secret of the vectors opens the same vault key", async () => {
  const secrets = {
    passphrase: { kind: "passphrase", passphrase: vectors.secrets.passphrase }, recovery: { kind: "recovery", code: the.readCode(vectors.secrets.recoveryCode) },
    passkey: { kind: "passkey", credential: "AQIDBA", salt: new Uint8Array(32), output: the.fromHex(vectors.secrets.prfOutput) },
  };
  for (const wrap of vectors.wraps) assert.equal(hex(await the.openWrap(wrap, secrets[wrap.kind], whose, the.derive)), vectors.vaultKey);
  assert.equal(vectors.wraps.length, 3);
});

test("The recovery code of the vectors stands for the bytes that they say", () =>
  assert.equal(hex(the.readCode(vectors.secrets.recoveryCode)), vectors.secrets.recoveryBytes));

test("The notes and the manifest of the vectors open as they say, with every fixture of an older day", async () => {
  const keys = await the.keysOf(the.fromHex(vectors.vaultKey), whose, vectors.epoch);
  const items = vectors.items.map(item => ({ id: item.id, revision: item.revision, key: the.fromBase64(item.key), blob: the.fromBase64(item.blob), deleteAfter: item.deleteAfterDay }));
  for (const [at, item] of items.entries()) assert.deepEqual(await the.openNote(item, keys, whose), vectors.items[at].note);
  const entries = await Promise.all(items.map(async item => ({ id: item.id, deleteAfter: item.deleteAfter, hash: await the.hashOfItem(item) })));
  const whole = { revision: vectors.revision, epoch: vectors.epoch, link: null, wraps: vectors.wraps, items: entries };
  assert.equal(the.base64(await the.manifestOf(whole, keys, whose)), vectors.manifest);
  assert.equal(await the.isManifestOf(the.fromBase64(vectors.manifest), { ...whole, revision: whole.revision + 1 }, keys, whose), false);
});

test("The script reads an encrypted copy with the passphrase alone, and is at most eighty lines long", async () => {
  const outside = { server: new Server(), memory: new Mind(), derive: the.derive };
  const vault = await the.found(owner, [passphrase, recovery], outside);
  const notes = [noteOf("Teo seufzt über Café \u{1F9ED}", { tags: ["burnout"], about: owner.person }), noteOf("x".repeat(20_000) + "\0\u0080")];
  for (const note of notes) await vault.save(note, crypto.randomUUID(), null);
  await the.rotate(vault, passphrase, [passphrase, recovery], outside);
  const folder = mkdtempSync(join(tmpdir(), "rapport-copy-"));
  try {
    const file = join(folder, "private-notes.encrypted.json");
    writeFileSync(file, the.encryptedCopy(vault));
    const read = execFileSync("node", [script, file, passphrase.passphrase], { encoding: "utf8", maxBuffer: 1 << 24 }).trim().split("\n").map(line => JSON.parse(line));
    assert.deepEqual(read.map(({ id, ...note }) => note), notes);
    const wrong = spawnSync("node", [script, file, "not the passphrase"], { encoding: "utf8" });
    assert.deepEqual([wrong.status, wrong.stdout], [1, ""]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.ok(readFileSync(script, "utf8").trimEnd().split("\n").length <= 80);
});

await run();
