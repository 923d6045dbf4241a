// The vault by itself: what goes in comes out, for its owner, and for nobody else.
import assert from "node:assert/strict";
import { noteOf, owner, passphrase, quickly, recovery, refusal, run, scene, stranger, test, texts, the } from "./scene.mjs";

test("What was written is read again, by the passphrase and by the recovery code", async () => {
  const it = await scene(["Teo looks tired", "Ask about Lisbon"]);
  for (const secret of [passphrase, recovery]) assert.deepEqual(texts(await it.open(secret, it.elsewhere())), ["Ask about Lisbon", "Teo looks tired"]);
});

test("A wrong passphrase and a wrong code open nothing and say so", async () => {
  const it = await scene(["Teo looks tired"]);
  assert.equal(await refusal(() => it.open({ kind: "passphrase", passphrase: "balin tromen kelus draban stolor wimok" })), "wrong");
  assert.equal(await refusal(() => it.open({ kind: "recovery", code: new Uint8Array(20) })), "wrong");
});

test("A passphrase is the same with another keyboard's accents and spaces", async () => {
  const it = await scene(["x"]);
  await the.changeDoors(it.vault, passphrase, [{ kind: "passphrase", passphrase: "café  au lait, toujours" }], wrap => wrap.kind === "passphrase", it.outside);
  assert.deepEqual(texts(await it.open({ kind: "passphrase", passphrase: " cafe\u0301 au\u00a0lait, toujours " })), ["x"]);
});

test("Nothing that the server ever heard holds a word, a tag, a person or a secret", async () => {
  const it = await scene();
  const id = crypto.randomUUID();
  await it.vault.save(noteOf("canary-text-48151", { tags: ["canary-tag-62342"], about: stranger.person, series: stranger.vault }), id, null);
  await it.vault.save(noteOf("canary-text-again", {}), id, it.vault.entries.get(id).item.revision);
  await the.rotate(it.vault, passphrase, [passphrase, recovery], it.outside);
  await it.vault.erase([id]);
  const heard = it.server.requests.join("\n");
  const marks = ["canary", stranger.person, stranger.vault, "balin", "tromen", the.base64(recovery.code), Buffer.from(recovery.code).toString("hex"), the.writeCode(recovery.code).join("")];
  for (const mark of marks) for (const way of [mark, Buffer.from(mark).toString("base64").replace(/=+$/, "").slice(0, -1), Buffer.from(mark).toString("hex")]) assert.ok(!heard.includes(way), mark);
  assert.ok(it.server.requests.length >= 6);
});

test("A note's length shows as one of five sizes", async () => {
  const it = await scene(["a", "b".repeat(30), "c".repeat(700), "d".repeat(3800), "e".repeat(60_000)]);
  const lengths = it.ids.map(id => it.rows.get(id).blob.length);
  assert.deepEqual(lengths, [298, 298, 1066, 4138, 65578]);
  assert.equal(await refusal(() => it.vault.save(noteOf("f".repeat(66_000)), crypto.randomUUID(), null)), "full");
});

test("Every size is filled to the byte and read back, also with zeros and marks at its end", () => {
  for (const size of the.sizes) for (const length of [0, 1, size - 2, size - 1]) {
    const words = "é".repeat(Math.floor(length / 2)) + (length % 2 ? "\0" : "");
    assert.equal(the.unpadded(the.padded(words)), words);
  }
  assert.equal(the.unpadded(the.padded("end\u0080\0\0")), "end\u0080\0\0");
});

test("Not one flipped bit in any byte of a note, its key, a wrap or a link passes", async () => {
  const it = await scene(["Teo looks tired"]);
  const [row, wrap] = [it.rows.get(it.ids[0]), it.kept.wraps[0]];
  const flipped = (bytes, at) => bytes.map((byte, index) => index === at ? byte ^ (1 << at % 8) : byte);
  const refuses = async act => assert.ok(["tampered", "format", "wrong", "weak"].includes(await refusal(act)));
  for (let at = 0; at < row.blob.length; at++) await refuses(() => the.openNote({ ...row, blob: flipped(row.blob, at) }, it.vault.keys, owner));
  for (let at = 0; at < row.key.length; at++) await refuses(() => the.openNote({ ...row, key: flipped(row.key, at) }, it.vault.keys, owner));
  for (const part of ["blob", "commit", "salt"]) {
    const bytes = the.fromBase64(wrap[part]);
    for (let at = 0; at < bytes.length; at++) await refuses(() => the.openWrap({ ...wrap, [part]: the.base64(flipped(bytes, at)) }, passphrase, owner, quickly));
  }
  const link = await the.seal(it.vault.keys.wrapping, { kind: "link", epoch: 2, revision: 9 }, owner, owner.vault, new Uint8Array(32));
  for (let at = 0; at < link.length; at++) await refuses(() => the.unseal(it.vault.keys.wrapping, "link", flipped(link, at), owner, owner.vault));
});

test("A shortened or lengthened note is refused", async () => {
  const it = await scene(["Teo looks tired"]);
  const row = it.rows.get(it.ids[0]);
  for (const blob of [row.blob.subarray(0, -1), row.blob.subarray(0, 20), the.joined(row.blob, new Uint8Array(1)), new Uint8Array(0)])
    assert.ok(["tampered", "format"].includes(await refusal(() => the.openNote({ ...row, blob: blob.slice() }, it.vault.keys, owner))));
});

test("No nonce and no content key comes twice in two thousand saves", async () => {
  const it = await scene();
  const [seen, id] = [new Set(), crypto.randomUUID()];
  for (let revision = 1; revision <= 2000; revision++) {
    const item = await the.sealNote(noteOf("same words"), id, revision, 0, it.vault.keys, owner);
    seen.add(Buffer.from(item.blob.subarray(14, 26)).toString("hex"));
    seen.add(Buffer.from(item.key.subarray(14, 26)).toString("hex"));
    seen.add(Buffer.from(await the.unseal(it.vault.keys.wrapping, "key", item.key, owner, id)).toString("hex"));
  }
  assert.equal(seen.size, 6000);
});

test("The keys of an open vault cannot be read out", async () => {
  const it = await scene();
  for (const key of [it.vault.keys.wrapping, it.vault.keys.manifest]) {
    assert.equal(key.extractable, false);
    await assert.rejects(() => crypto.subtle.exportKey("raw", key));
  }
});

test("Two devices write one after the other, and each sees what the other wrote", async () => {
  const it = await scene(["first"]);
  const other = await it.open(recovery, it.elsewhere());
  await it.vault.save(noteOf("second"), crypto.randomUUID(), null);
  await other.save(noteOf("third"), crypto.randomUUID(), null);
  await it.vault.sync();
  assert.deepEqual(texts(it.vault), ["first", "second", "third"]);
  assert.deepEqual(texts(other), ["first", "second", "third"]);
});

test("A note that another device changed is not overwritten", async () => {
  const it = await scene(["first"]);
  const [id] = it.ids;
  const seen = it.vault.entries.get(id).item.revision;
  const other = await it.open(recovery, it.elsewhere());
  await other.save(noteOf("theirs"), id, seen);
  assert.equal(await refusal(() => it.vault.save(noteOf("mine"), id, seen)), "conflict");
  assert.deepEqual(texts(it.vault), ["theirs"]);
});

test("A save whose answer was lost is not made twice", async () => {
  const it = await scene();
  const [id, change] = [crypto.randomUUID(), it.server.change.bind(it.server)];
  it.server.change = async (...asked) => {
    it.server.change = change;
    await change(...asked);
    throw new the.Refused("stale", "The answer was lost, and the question sent again.");
  };
  await it.vault.save(noteOf("once"), id, null);
  assert.deepEqual([texts(it.vault), it.kept.revision], [["once"], 2]);
});

test("What was erased is gone from every device and from the server", async () => {
  const it = await scene(["stays", "goes"]);
  const other = await it.open(recovery, it.elsewhere());
  await it.vault.erase([it.ids[1]]);
  await other.sync();
  assert.deepEqual(texts(other), ["stays"]);
  assert.equal(it.rows.get(it.ids[1]).blob, null);
});

test("A note whose day is over goes from the server by itself, and every browser knows that it was this one", async () => {
  const it = await scene(["stays", "goes", "goes later", "is kept"]);
  const elsewhere = await it.open(recovery, it.elsewhere());
  await it.vault.keepUntil([it.ids[1]], the.today() - 2);
  await it.vault.keepUntil([it.ids[2]], the.today() + 2);
  await it.vault.keepUntil([it.ids[3]], the.forGood);
  await it.server.expire(owner.vault, the.today());
  assert.equal(it.rows.get(it.ids[1]).blob, null);

  const later = await it.open(recovery, it.elsewhere());
  assert.deepEqual(texts(later), ["goes later", "is kept", "stays"]);
  await later.tidy();
  assert.equal(it.rows.get(it.ids[1]).hash, undefined);
  await elsewhere.sync();
  assert.deepEqual([texts(elsewhere), texts(await it.open(passphrase, it.elsewhere()))], [texts(later), texts(later)]);
});

test("A day that is over does not stand in the way of new keys", async () => {
  const it = await scene(["stays", "goes"]);
  await it.vault.keepUntil([it.ids[1]], the.today() - 2);
  await it.server.expire(owner.vault, the.today());
  await the.rotate(it.vault, passphrase, [passphrase, recovery], it.outside);
  assert.deepEqual([texts(it.vault), it.kept.link], [["stays"], null]);
  assert.deepEqual(texts(await it.open(recovery, it.elsewhere())), ["stays"]);
});

test("Many notes come over at once, and are given another day without being written anew", async () => {
  const it = await scene();
  await it.vault.saveAll(Array.from({ length: 450 }, (_, at) => ({ note: noteOf(`note ${at}`), deleteAfter: 0 })));
  const before = new Map([...it.rows].map(([id, row]) => [id, row.blob]));
  assert.deepEqual([it.vault.entries.size, it.kept.revision], [450, 4]);
  await it.vault.keepUntil([...it.vault.entries.keys()], the.forGood);
  assert.equal(it.kept.revision, 7);
  assert.ok([...it.rows].every(([id, row]) => row.blob === before.get(id) && row.deleteAfter === the.forGood));
  assert.equal((await it.open(recovery, it.elsewhere())).entries.size, 450);
});

test("Notes about somebody whom one no longer meets are kept for half a year, to the end of a month, and never less than a month from now", () => {
  const text = day => the.dayText(day);
  assert.equal(text(the.usualEnd("2999-01-10")), "2999-07-31");
  assert.ok(the.usualEnd("2020-01-10") >= the.today() + 30);
  assert.match(text(the.usualEnd("2020-01-10")), /-(28|29|30|31)$/);
});

test("A warm start fetches only what changed", async () => {
  const it = await scene(["one", "two", "three", "four"]);
  await it.vault.save(noteOf("five"), crypto.randomUUID(), null);
  const asked = [];
  const items = it.server.items.bind(it.server);
  it.server.items = (vault, since) => (asked.push(since), items(vault, since));
  assert.equal(texts(await it.open()).length, 5);
  assert.ok(asked.every(since => since === it.kept.revision), asked.join());
});

test("Erased notes that are no longer listed do not come back from what a browser remembers", async () => {
  const it = await scene(["stays", "goes"]);
  const other = { ...it.outside, memory: it.elsewhere().memory };
  await it.open(recovery, other);
  await it.vault.erase([it.ids[1]]);
  it.rows.delete(it.ids[1]);
  it.kept.foldedAt = it.kept.revision;
  assert.deepEqual(texts(await it.open(recovery, other)), ["stays"]);
});

test("A changed passphrase opens, the former one no longer", async () => {
  const it = await scene(["x"]);
  const fresh = { kind: "passphrase", passphrase: "another one of six words or so" };
  await the.changeDoors(it.vault, passphrase, [fresh], wrap => wrap.kind === "passphrase", it.outside);
  assert.deepEqual(texts(await it.open(fresh, it.elsewhere())), ["x"]);
  assert.equal(await refusal(() => it.open(passphrase, it.elsewhere())), "wrong");
});

test("A passkey opens by what it computes from its own salt, and without PRF there is none", async () => {
  const it = await scene(["x"]);
  const passkey = { kind: "passkey", credential: "AQID", salt: the.random(32), output: the.random(32) };
  await the.changeDoors(it.vault, passphrase, [passkey], () => false, it.outside);
  assert.deepEqual(texts(await it.open(passkey, it.elsewhere())), ["x"]);
  assert.equal(await refusal(() => it.open({ ...passkey, output: the.random(32) })), "wrong");
  assert.equal(await refusal(() => it.open({ ...passkey, credential: "BAUG" })), "wrong");
});

test("A vault begun on one device opens there alone, and everywhere once it is finished", async () => {
  const { outside } = await scene();
  outside.server.vaults.clear();
  const device = { kind: "device", key: await outside.memory.makeDeviceKey(owner.vault) };
  const vault = await the.found(owner, [device], outside);
  await vault.save(noteOf("before anything else"), crypto.randomUUID(), null);
  assert.equal(await refusal(() => the.unlock(owner, passphrase, outside)), "wrong");
  assert.deepEqual(texts(await the.unlock(owner, device, outside)), ["before anything else"]);
  await the.changeDoors(vault, device, [passphrase, recovery], wrap => wrap.kind === "device", outside);
  assert.deepEqual(texts(await the.unlock(owner, recovery, { ...outside, memory: { ...outside.memory, seen: async () => undefined, cached: async () => undefined, see: async () => {}, cache: async () => {} } })), ["before anything else"]);
  assert.equal(await refusal(() => the.unlock(owner, device, outside)), "wrong");
});

test("New keys open everything, the old ones nothing any more", async () => {
  const it = await scene(Array.from({ length: 7 }, (_, at) => `note ${at}`));
  const [old, fresh] = [structuredClone(it.kept.wraps), { kind: "passphrase", passphrase: "new words after a lost laptop" }];
  await the.rotate(it.vault, passphrase, [fresh, recovery], it.outside);
  assert.deepEqual([it.kept.epoch, it.kept.link], [2, null]);
  assert.equal(texts(await it.open(fresh, it.elsewhere())).length, 7);
  it.kept.wraps = old;
  assert.equal(await refusal(() => it.open(passphrase, it.elsewhere())), "tampered");
});

test("A change of keys that is broken off at any step leaves a readable vault and goes on", async () => {
  const fresh = { kind: "passphrase", passphrase: "new words after a lost laptop" };
  const all = Array.from({ length: 450 }, (_, at) => `note ${String(at).padStart(3, "0")}`);
  const first = await scene();
  await first.vault.inTurn(() => first.vault.changing(async revision => {
    const notes = new Map(all.map(text => [crypto.randomUUID(), noteOf(text)]));
    return { puts: await Promise.all([...notes].map(([id, note]) => the.sealNote(note, id, revision, 0, first.vault.keys, owner))), deletes: [], notes };
  }));
  first.server.pageSize = 500;
  const start = structuredClone(first.kept);
  let steps = 0;
  for (let broken = 1; broken <= steps + 1; broken++) {
    first.server.vaults.set(owner.vault, structuredClone(start));
    const vault = await the.unlock(owner, passphrase, first.elsewhere());
    const change = first.server.change;
    let calls = 0;
    first.server.change = async function (...asked) {
      if (++calls === broken) throw new the.Refused("offline", "The line broke.");
      return change.apply(this, asked);
    };
    const ended = await refusal(() => the.rotate(vault, passphrase, [fresh, recovery], first.outside));
    first.server.change = change;
    steps = Math.max(steps, calls);
    const secret = broken === 1 ? passphrase : fresh;
    const again = await the.unlock(owner, secret, first.elsewhere());
    assert.deepEqual(texts(again), all, `after step ${broken}`);
    await the.carryOver(again);
    assert.deepEqual(texts(await the.unlock(owner, secret, first.elsewhere())), all);
    assert.equal(ended, calls < broken ? "nothing was refused" : "offline");
  }
  assert.equal(steps, 5);
});

test("Ten thousand passphrases are six words of ours, and no word can be spelled from two drawings", () => {
  const words = new Set(the.beginnings.flatMap(one => the.ends.map(end => one + end)));
  assert.deepEqual([the.beginnings.length, the.ends.length, words.size, 6 * Math.log2(words.size)], [128, 64, 8192, 78]);
  const drawn = Array.from({ length: 10_000 }, the.newPassphrase);
  assert.ok(drawn.every(one => one.split(" ").length === 6 && one.split(" ").every(word => words.has(word))));
  assert.equal(new Set(drawn).size, 10_000);
  assert.ok(new Set(drawn.flatMap(one => one.split(" "))).size > 8100);
  assert.ok(drawn.every(one => the.weakness(one) === null));
});

test("One field takes either: no passphrase is taken for a code, and every code is", () => {
  for (let at = 0; at < 10_000; at++) {
    assert.equal(the.looksLikeCode(the.newPassphrase()), false);
    const groups = the.writeCode(the.newCode());
    for (const typed of [groups.join("-"), groups.join(" ").toLowerCase(), groups.join(""), ` ${groups.join("--")} `]) assert.equal(the.looksLikeCode(typed), true);
  }
});

test("Weak passphrases are told what is wrong with them", () => {
  for (const weak of ["short", "aaaaaaaaaaaaaaaaaaaa", "password password", "rapportrapport1", "correct horse battery staple", "qwertyuiopasdfgh", "Dragon Monkey 2024", "P@ssw0rdP@ssw0rd1", "welcome welcome welcome", "1qaz2wsx3edc4rfv5", "my recovery passphrase", "asdfghjkl qwertyuiop"]) assert.ok(the.weakness(weak), weak);
  for (const good of ["seven purple lamps in Kyoto", "Der Regen fällt auf Kreuzberg", "電車が遅れるのはいつも月曜日の朝だけだ"]) assert.equal(the.weakness(good), null, good);
});

test("A recovery code is read back however it is typed", () => {
  for (let at = 0; at < 500; at++) {
    const code = the.newCode();
    const groups = the.writeCode(code);
    assert.deepEqual([groups.length, groups.join("").length], [8, 32]);
    for (const typed of [groups.join("-"), groups.join(" ").toLowerCase(), groups.join("").replaceAll("1", "l").replaceAll("0", "o")]) assert.deepEqual(the.readCode(typed), code);
  }
  for (const wrong of ["", "ABCD", "UUUU UUUU UUUU UUUU UUUU UUUU UUUU UUUU", "0".repeat(33)]) assert.throws(() => the.readCode(wrong), the.Refused);
});

test("Notes are found by beginnings, by tags and in spite of an accent or a slip", () => {
  const index = new the.NoteIndex();
  index.put("a", noteOf("Café in Lisbon, burnout came up", { tags: ["burnout"] }));
  index.put("b", noteOf("Build times are too long"));
  const found = words => index.find(words);
  assert.deepEqual([found("cafe"), found("lisb"), found("burnot"), found("build tim"), found("lisbon build")], [["a"], ["a"], ["a"], ["b"], []]);
  index.put("a", noteOf("Nothing of it"));
  index.drop("b");
  assert.deepEqual([found("lisbon"), found("build"), found("nothing")], [[], [], ["a"]]);
});

test("A word finds best what has it as it is, then what begins with it, then what is nearly it, and words of scripts without spaces anywhere", () => {
  const index = new the.NoteIndex();
  index.put("nearly", noteOf("the garden of Kyoto"));
  index.put("begins", noteOf("many gardeners"));
  index.put("has", noteOf("a gardener, once"));
  index.put("train", noteOf("電車が遅れるのは月曜日の朝だけ"));
  assert.deepEqual([index.find("gardener"), index.find("遅れる"), index.find("gardeners"), index.find("  "), index.find("tree")], [["has", "begins", "nearly"], ["train"], ["begins", "has"], [], []]);
  index.put("has", noteOf("written anew, of a garden"));
  assert.deepEqual(index.find("garden of"), ["has", "nearly"]);
});

test("It closes a quarter of an hour after the last sign, and not during a meeting", () => {
  const minutes = 60_000;
  const idle = new the.Idle(0);
  idle.look("page", false, 0);
  idle.touch(10 * minutes);
  assert.equal(idle.isDue(24 * minutes), false);
  assert.equal(idle.isDue(25 * minutes), true);
  const meeting = new the.Idle(0);
  meeting.look("page", false, 0);
  meeting.meets("page", true, 0);
  assert.equal(meeting.isDue(90 * minutes), false);
  meeting.meets("page", false, 90 * minutes);
  assert.deepEqual([meeting.isDue(104 * minutes), meeting.isDue(105 * minutes)], [false, true]);
});

test("It closes half an hour after every page went out of sight, and stays closed for whoever comes back later", () => {
  const minutes = 60_000;
  const idle = new the.Idle(0);
  idle.look("one", false, 0);
  idle.look("two", true, 0);
  idle.look("one", true, 5 * minutes);
  assert.deepEqual([idle.isDue(34 * minutes)], [false]);
  idle.look("one", false, 34 * minutes);
  assert.equal(idle.isDue(40 * minutes), false);
  idle.look("one", null, 41 * minutes);
  idle.look("two", false, 80 * minutes);
  assert.equal(idle.isDue(80 * minutes), true);
  const asleep = new the.Idle(0);
  asleep.look("page", false, 0);
  asleep.touch(60 * minutes);
  assert.equal(asleep.isDue(60 * minutes), true);
});

test("Argon2id costs what it must, and gives what others compute", async () => {
  const began = performance.now();
  const made = await the.derive(the.utf8("password"), the.utf8("somesaltsomesalt"), 65536, 3, 1);
  assert.ok(performance.now() - began > 50);
  assert.equal(Buffer.from(await the.derive(the.utf8("password"), the.utf8("somesalt"), 65536, 2, 1)).toString("hex"), "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
  assert.equal(made.length, 32);
});

await run();
