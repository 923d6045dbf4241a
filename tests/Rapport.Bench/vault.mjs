// A vault full of notes, as its owner's browser would have made it one note at a time, written as JSON. The vault's own code
// seals them, so that the browser that is measured opens what a browser sealed.
//
//   node vault.mjs PERSON NOTES CHARACTERS
import { the, Mind, Server } from "../Rapport.Tests/Vaults/scene.mjs";

const [person, notes, characters] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const owner = { person, vault: crypto.randomUUID() };
const server = new Server();
server.person = person;
const passphrase = the.newPassphrase();
const vault = await the.found(owner, [{ kind: "passphrase", passphrase }, { kind: "recovery", code: the.random(20) }], { server, memory: new Mind(), derive: the.derive });
const { keys, wraps } = vault;

// Some words are everywhere and most are rare, as in what people write.
const vocabulary = the.beginnings.flatMap(beginning => the.ends.map(end => beginning + end));
const frequent = most => vocabulary[Math.floor(most * Math.random() ** 3)];
// As many different words as so much text has in a language that people write: some thirty thousand.
const word = () => (Math.random() < 0.8 ? frequent(vocabulary.length) : frequent(160) + frequent(160));
function text(number) {
  let words = `Note ${number}`;
  while (words.length < characters - 30) words += ` ${word()}${Math.random() < 0.1 ? "." : ""}`;
  return `${words} #tag${number % 20}`;
}

const items = [];
for (let number = 0; number < notes; number++) {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
  const note = { kind: "note", text: text(number), about: number % 2 ? crypto.randomUUID() : null, series: null, meeting: null, point: null, tags: [`tag${number % 20}`], createdAt: at, changedAt: at };
  items.push(await the.sealNote(note, crypto.randomUUID(), number + 2, 0, keys, owner));
}

const hashed = await Promise.all(items.map(async item => ({ id: item.id, deleteAfter: 0, hash: await the.hashOfItem(item) })));
const manifest = await the.manifestOf({ revision: notes + 1, epoch: 1, link: null, wraps, items: hashed }, keys, owner);
process.stdout.write(JSON.stringify({
  vault: owner.vault, passphrase, manifest: the.base64(manifest), wraps,
  items: items.map(item => ({ id: item.id, revision: item.revision, key: the.base64(item.key), blob: the.base64(item.blob) })),
}));
