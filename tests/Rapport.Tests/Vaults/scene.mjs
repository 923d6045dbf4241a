// A vault and a server in memory, for the tests of web/islands/vault in Node. Every test is a sentence; each says how it ended
// in one line of JSON.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const web = join(folder, "../../../web");
const { build } = createRequire(join(web, "package.json"))("esbuild");
const built = await build({ entryPoints: [join(folder, "modules.ts")], bundle: true, write: false, format: "esm", target: "es2022", nodePaths: [join(web, "node_modules")], logLevel: "error" });
export const the = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);

const tests = [];
export const test = (sentence, act) => tests.push([sentence, act]);

export async function run() {
  for (const [sentence, act] of tests) {
    let trouble = null;
    try {
      await act();
    } catch (problem) {
      trouble = String(problem?.stack ?? problem);
    }
    console.log(JSON.stringify({ sentence, trouble }));
  }
}

export const owner = { person: "01936f00-0000-7000-8000-00000000aaaa", vault: "3f0e8f1e-3f4c-4a3b-9d0a-0123456789ab" };
export const stranger = { person: "01936f00-0000-7000-8000-00000000bbbb", vault: "9b2a60f5-51c5-4a79-8d17-ba9876543210" };
export const passphrase = { kind: "passphrase", passphrase: "balin tromen kelus draban stolor wimik" };
export const recovery = { kind: "recovery", code: Uint8Array.from({ length: 20 }, (_, at) => at * 11 + 3) };

/** In place of Argon2id, which has tests of its own: as quick as the rest. */
export const quickly = async (words, salt, memory, passes, lanes) => the.sha256(the.joined(words, salt, the.u32(memory), the.u32(passes), the.u32(lanes)));

export const noteOf = (text, more = {}) => ({
  kind: "note", text, about: null, series: null, meeting: null, point: null, tags: [], createdAt: "2026-03-19T09:00:00Z", changedAt: "2026-03-19T09:00:00Z", ...more,
});

/** A browser's memory, without a browser. */
export class Mind {
  known = new Map();
  lying = new Map();
  device = new Map();
  seen = async vault => this.known.get(vault);
  see = async (vault, seen) => void this.known.set(vault, seen);
  cached = async vault => this.lying.has(vault) ? { revision: this.lying.get(vault).revision, items: [...this.lying.get(vault).items.values()] } : undefined;
  cache = async (vault, revision, changed, gone, isWhole) => {
    const items = new Map(isWhole ? [] : this.lying.get(vault)?.items);
    for (const item of changed) items.set(item.id, item);
    for (const id of gone) items.delete(id);
    this.lying.set(vault, { revision, items });
  };
  forget = async vault => void this.lying.delete(vault);
  deviceKey = async vault => this.device.get(vault);
  makeDeviceKey = async vault => this.device.set(vault, await the.base(the.random(32))).get(vault);
  forgetDeviceKey = async vault => void this.device.delete(vault);
}

/** Keeps what it is given and shows what it is asked for. `requests` is all that it ever learned. */
export class Server {
  person = owner.person;
  vaults = new Map();
  requests = [];
  pageSize = 3;

  heard(...said) {
    this.requests.push(JSON.stringify(said, (_, value) => value instanceof Uint8Array ? the.base64(value) : value));
  }

  async kept(vault) {
    const it = this.vaults.get(vault ?? [...this.vaults.keys()][0]);
    return { person: this.person, isOn: true, retired: [], vault: it ? { id: it.id, epoch: it.epoch, revision: it.revision, manifest: it.manifest, link: it.link, wraps: structuredClone(it.wraps), foldedAt: it.foldedAt ?? 0, foundedOn: "2026-03-19" } : null };
  }

  async items(vault, since) {
    const changed = [...this.vaults.get(vault).rows.values()].filter(row => row.revision > since).sort((one, other) => one.revision - other.revision);
    const last = changed[Math.min(this.pageSize, changed.length) - 1]?.revision ?? since;
    const page = changed.filter(row => row.revision <= last);
    return { items: page.filter(row => row.blob).map(row => ({ ...row })), gone: page.filter(row => !row.blob && !row.hash).map(row => row.id), expired: page.filter(row => row.hash).map(({ id, deleteAfter, hash }) => ({ id, deleteAfter, hash })), next: page.length < changed.length ? last : null };
  }

  async found(vault, wraps, manifest) {
    this.heard("found", vault, wraps, manifest);
    this.vaults.set(vault, { id: vault, epoch: 1, revision: 1, manifest, link: null, wraps, rows: new Map() });
  }

  async tookAlong() {
    this.heard("tookAlong");
  }

  /** Lets go of what its day is over for, as the server does by itself. */
  async expire(vault, day) {
    for (const row of this.vaults.get(vault).rows.values()) if (row.blob && row.deleteAfter !== 0 && row.deleteAfter < day) Object.assign(row, { hash: await the.sha256(the.joined(row.key, row.blob)), blob: null, key: null });
  }

  async change(vault, revision, change) {
    this.heard("change", vault, revision, change);
    const it = this.vaults.get(vault);
    if (it.revision !== revision) throw new the.Refused("stale", "Stale.");
    it.revision++;
    for (const put of change.puts) it.rows.set(put.id, { ...put, blob: put.blob ?? it.rows.get(put.id).blob, revision: it.revision });
    for (const id of change.deletes) it.rows.set(id, { id, revision: it.revision, blob: null });
    it.manifest = change.manifest;
    if (change.wraps) it.wraps = change.wraps;
    if (change.link !== undefined) it.link = change.link;
    if (change.epoch) it.epoch = change.epoch;
  }
}

export async function scene(texts = []) {
  const outside = { server: new Server(), memory: new Mind(), derive: quickly };
  const vault = await the.found(owner, [passphrase, recovery], outside);
  const ids = [];
  for (const text of texts) {
    ids.push(crypto.randomUUID());
    await vault.save(noteOf(text), ids.at(-1), null);
  }
  const kept = outside.server.vaults.get(owner.vault);
  return {
    outside, vault, ids, kept, server: outside.server, rows: kept.rows,
    /** The same person in another browser, which remembers nothing. */
    elsewhere: () => ({ ...outside, memory: new Mind() }),
    open: (secret = passphrase, where = outside) => the.unlock(owner, secret, where),
  };
}

export const texts = vault => [...vault.entries.values()].map(entry => entry.note.text).sort();

export async function refusal(act) {
  try {
    await act();
  } catch (problem) {
    if (problem instanceof the.Refused) return problem.why;
    throw problem;
  }
  return "nothing was refused";
}
