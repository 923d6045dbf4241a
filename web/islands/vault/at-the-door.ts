// Opens private notes with the touch that signed their owner in: what the passkey computed goes to the worker, which opens them
// while the next page is on its way. What crosses to that page is an open vault in the worker, as at every other click.
import { VaultClient } from "./client";
import { signInSalt } from "./prf";

// Notes are soon open, or the worker has at least begun; nobody waits longer to be let in.
const patience = 1000;
const mostPatience = 3000;

const pause = (time: number) => new Promise<void>(done => setTimeout(done, time));

/** Whoever has no notes, or none that this passkey opens, notices nothing. */
export function openAtTheDoor(worker: string, person: string, credential: string, output: Uint8Array<ArrayBuffer>): Promise<void> {
  const opening = async () => {
    const client = new VaultClient(worker, person);
    await client.hello();
    const opened = client.ask("unlock", { secret: { kind: "passkey", output, credential, salt: signInSalt } }).catch(() => {});
    await Promise.race([opened, pause(patience).then(() => client.expect())]);
  };
  return Promise.race([opening().catch(() => {}), pause(mostPatience)]);
}
