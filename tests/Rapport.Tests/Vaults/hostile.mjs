// A server that lies: whatever it answers, nothing of it is opened, or its owner is warned; and it never gets a word or a key.
import assert from "node:assert/strict";
import { noteOf, owner, passphrase, quickly, recovery, refusal, run, scene, stranger, test, texts, the } from "./scene.mjs";

/** Opens it in a browser that has seen nothing, so that only cryptography can tell. */
const lies = async (it, lie, secret = passphrase) => {
  const heard = it.server.requests.length;
  await lie();
  const why = await refusal(() => it.open(secret, it.elsewhere()));
  assert.equal(it.server.requests.length, heard, "it was told something");
  return why;
};
const sameFor = (it, why, lie) => lies(it, lie).then(said => assert.equal(said, why));

test("A weaker derivation is not even tried", async () => {
  for (const [part, value] of [["memory", 1024], ["passes", 1], ["lanes", 0], ["memory", 65535], ["memory", 1e9], ["passes", 1e6], ["memory", Number.NaN]]) {
    const it = await scene(["x"]);
    let derived = 0;
    it.kept.wraps[0][part] = value;
    const outside = { ...it.elsewhere(), derive: (...asked) => (derived++, quickly(...asked)) };
    assert.equal(await refusal(() => the.unlock(owner, passphrase, outside)), "weak");
    assert.equal(derived, 0);
  }
});

test("A higher cost than was set is refused as well", async () => {
  const it = await scene(["x"]);
  await sameFor(it, "wrong", () => (it.kept.wraps[0].passes = 4));
});

test("A swapped salt is refused, for a passphrase and for a passkey", async () => {
  const it = await scene(["x"]);
  const passkey = { kind: "passkey", credential: "AQID", salt: the.random(32), output: the.random(32) };
  await the.changeDoors(it.vault, passphrase, [passkey], () => false, it.outside);
  it.kept.wraps[0].salt = the.base64(the.random(16));
  it.kept.wraps.at(-1).salt = the.base64(the.random(32));
  assert.equal(await lies(it, () => {}), "wrong");
  assert.equal(await lies(it, () => {}, passkey), "wrong");
});

test("A wrap of somebody else's vault is refused, even with the same secret", async () => {
  const it = await scene(["x"]);
  const foreign = await the.makeWrap(the.random(32), passphrase, 1, stranger, quickly);
  await sameFor(it, "wrong", () => (it.kept.wraps[0] = foreign));
});

test("Somebody else's vault is refused", async () => {
  const it = await scene(["x"]);
  await sameFor(it, "tampered", () => (it.server.person = stranger.person));
});

test("A wrap for a key that the server knows does not pass as one's own", async () => {
  const it = await scene(["x"]);
  await sameFor(it, "tampered", async () => (it.kept.wraps[0] = await the.makeWrap(new Uint8Array(32), passphrase, 1, owner, quickly)));
});

test("A way in that was added, taken away or brought back shows", async () => {
  const added = await scene(["x"]);
  await sameFor(added, "tampered", async () => added.kept.wraps.push(await the.makeWrap(the.random(32), { kind: "passkey", credential: "BA", salt: the.random(32), output: the.random(32) }, 1, owner, quickly)));
  const removed = await scene(["x"]);
  await sameFor(removed, "tampered", () => removed.kept.wraps.pop());
  const back = await scene(["x"]);
  const old = structuredClone(back.kept.wraps);
  await the.changeDoors(back.vault, passphrase, [{ kind: "passphrase", passphrase: "the new one, of many words" }], wrap => wrap.kind === "passphrase", back.outside);
  await sameFor(back, "tampered", () => (back.kept.wraps = old));
});

test("A note that is served under another note's id is refused", async () => {
  const it = await scene(["one", "two"]);
  const [one, two] = it.ids.map(id => it.rows.get(id));
  await sameFor(it, "tampered", () => ([one.blob, two.blob, one.key, two.key] = [two.blob, one.blob, two.key, one.key]));
  assert.equal(await refusal(() => the.openNote({ ...one, revision: two.revision }, it.vault.keys, owner)), "tampered");
});

test("An older state of one note is refused", async () => {
  const it = await scene(["one"]);
  const old = { ...it.rows.get(it.ids[0]) };
  await it.vault.save(noteOf("two"), it.ids[0], old.revision);
  await sameFor(it, "tampered", () => it.rows.set(it.ids[0], old));
  await sameFor(it, "tampered", () => it.rows.set(it.ids[0], { ...old, revision: old.revision + 1 }));
});

test("An older vault as a whole is noticed by a browser that has seen the newer one", async () => {
  const it = await scene(["one"]);
  const old = structuredClone(it.kept);
  await it.vault.save(noteOf("two"), crypto.randomUUID(), null);
  it.server.vaults.set(owner.vault, old);
  assert.equal(await refusal(() => it.open(passphrase, it.outside)), "older");
  assert.equal(await refusal(() => it.vault.sync()), "older");
});

test("A note that is dropped, withheld or added is noticed", async () => {
  const dropped = await scene(["one", "two"]);
  await sameFor(dropped, "tampered", () => dropped.rows.delete(dropped.ids[0]));
  const withheld = await scene(["one", "two"]);
  await sameFor(withheld, "tampered", () => withheld.rows.set(withheld.ids[0], { id: withheld.ids[0], revision: 3, blob: null }));
  const again = await scene(["one", "two"]);
  await sameFor(again, "tampered", () => again.rows.set(stranger.vault, { ...again.rows.get(again.ids[0]), id: stranger.vault }));
});

test("A lie that begins while the vault is open is refused, and what is open stays as it was", async () => {
  const it = await scene(["one", "two"]);
  const other = await it.open(recovery, it.elsewhere());
  await it.vault.save(noteOf("three"), crypto.randomUUID(), null);
  it.rows.delete(it.ids[0]);
  it.rows.get(it.ids[1]).revision = it.kept.revision;
  it.rows.get(it.ids[1]).blob = it.rows.get(it.ids[1]).blob.map(byte => byte ^ 1);
  assert.equal(await refusal(() => other.sync()), "tampered");
  assert.deepEqual(texts(other), ["one", "two"]);
});

test("A shorter life than its owner gave a note is noticed", async () => {
  const it = await scene(["one"]);
  await sameFor(it, "tampered", () => (it.rows.get(it.ids[0]).deleteAfter = 1));
});

test("A note that is let go of before its day, or was another one, is refused", async () => {
  const it = await scene(["one", "two"]);
  const row = () => it.rows.get(it.ids[0]);
  const before = { ...row() };
  const letGo = async (deleteAfter, of) => Object.assign(row(), { hash: await the.sha256(the.joined(of.key, of.blob)), deleteAfter, blob: null });
  for (const day of [0, the.today() + 5, the.today() - 5]) {
    await letGo(day, before);
    assert.equal(await refusal(() => it.open(recovery, it.elsewhere())), "tampered");
  }
  Object.assign(row(), before, { hash: undefined });
  await it.vault.keepUntil([it.ids[0]], the.today() - 2);
  await letGo(the.today() - 2, it.rows.get(it.ids[1]));
  assert.equal(await refusal(() => it.open(recovery, it.elsewhere())), "tampered");
});

test("An unknown format is refused, and nothing older is tried", async () => {
  const it = await scene(["one"]);
  for (const version of [0, 2, 255]) {
    const row = it.rows.get(it.ids[0]);
    assert.equal(await refusal(() => the.openNote({ ...row, blob: row.blob.map((byte, at) => (at === 0 ? version : byte)) }, it.vault.keys, owner)), "format");
  }
  await sameFor(it, "format", () => (it.kept.wraps[0].kind = "escrow"));
});

test("Keys of an epoch that was given up do not come back", async () => {
  const it = await scene(["one"]);
  const [row, wraps] = [{ ...it.rows.get(it.ids[0]) }, structuredClone(it.kept.wraps)];
  await the.rotate(it.vault, passphrase, [passphrase, recovery], it.outside);
  const now = structuredClone(it.kept);
  await sameFor(it, "tampered", () => it.rows.set(it.ids[0], row));
  it.server.vaults.set(owner.vault, structuredClone(now));
  assert.equal(await refusal(async () => {
    Object.assign(it.server.vaults.get(owner.vault), { epoch: 1, wraps });
    await it.open();
  }), "older");
  it.server.vaults.set(owner.vault, structuredClone(now));
  await sameFor(it, "tampered", () => (it.server.vaults.get(owner.vault).epoch = 1));
});

test("A link to former keys cannot be slipped in", async () => {
  const it = await scene(["one"]);
  await sameFor(it, "tampered", () => (it.kept.link = the.joined(the.header({ kind: "link", epoch: 1, revision: 2 }), the.random(60))));
  const known = await the.keysOf(new Uint8Array(32), owner, 1);
  await sameFor(it, "tampered", async () => (it.kept.link = await the.seal(known.wrapping, { kind: "link", epoch: 1, revision: 2 }, owner, owner.vault, new Uint8Array(32))));
});

test("A note larger than any is refused", async () => {
  const it = await scene(["one"]);
  await sameFor(it, "tampered", () => (it.rows.get(it.ids[0]).blob = the.joined(...Array.from({ length: 160 }, () => the.random(65536)))));
});

test("A list without an end is refused", async () => {
  const it = await scene(["one"]);
  it.server.items = async (_, since) => ({ items: [], gone: [], expired: [], next: since });
  assert.equal(await refusal(() => it.open(passphrase, it.elsewhere())), "tampered");
});

test("Asked to set itself up anew, it does nothing, since nothing of it listens to such a wish", async () => {
  const it = await scene(["one"]);
  const kept = it.server.kept.bind(it.server);
  it.server.kept = async vault => ({ ...(await kept(vault)), reEnrol: true, setUpAgain: true });
  const heard = it.server.requests.length;
  assert.deepEqual(texts(await it.open(passphrase, it.elsewhere())), ["one"]);
  assert.equal(it.server.requests.length, heard);
});

await run();
