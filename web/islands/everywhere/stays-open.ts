// While private notes are open, whoever works on any other page is still there: that page keeps them open as the idle rule
// says (vault/idle.ts), and shows nothing of them. Without it a browser would end their worker half a minute after the last page
// that has a place for them.
//
//   body[data-vault-worker][data-person]   the path of the worker, and who is signed in
//
import { kept } from "./dom";
import { later } from "./later";

const openSince = "rapport:vault-open";
const recently = 30 * 60_000;
const patience = 2000;

/** A line to the worker of notes that are open, or were not long ago; else none is needed. */
async function line() {
  const { vaultWorker, person } = document.body.dataset;
  if (!vaultWorker || !person || Date.now() - Number(kept.read(openSince) ?? 0) > recently) return null;
  const { VaultClient } = await later("client", () => import("../vault/client"));
  const client = new VaultClient(vaultWorker, person);
  await client.hello();
  return client;
}

export function staysOpen(): void {
  // Where notes have a place, it speaks to the worker itself.
  if (!document.querySelector("#vault, [data-private-panel]")) line().catch(() => {});
}

/** Closes them for every page: whoever signs out leaves nothing open behind. */
export async function closeNotes(): Promise<void> {
  const closed = line().then(client => client?.ask("lock")).catch(() => {});
  await Promise.race([closed, new Promise(done => setTimeout(done, patience))]);
}
