// What the server is asked and what it may answer. It is never believed: each answer is checked by what only VK could have made.
import { base64, fromBase64, type Bytes } from "./bytes";
import { Refused, requireId, tampered } from "./format";
import { dayOf, dayText } from "./lifetime";
import type { Item } from "./items";
import type { Wrap } from "./wraps";

export interface VaultState {
  id: string;
  epoch: number;
  revision: number;
  manifest: Bytes;
  link: Bytes | null;
  wraps: Wrap[];
  /** What was erased up to here is no longer listed. */
  foldedAt: number;
  /** The day on which it was begun on this device alone, until it has a recovery code. */
  foundedOn: string;
}

export interface Kept {
  person: string;
  /** False where the organisation has switched private notes off: what is there can be read, taken along and erased. */
  isOn: boolean;
  vault: VaultState | null;
  /** Vaults that were given up, and the day until which each is kept. */
  retired: { id: string; until: string }[];
}

export interface Expired {
  id: string;
  deleteAfter: number;
  hash: Bytes;
}

export interface Page {
  items: Item[];
  gone: string[];
  /** Notes whose day is over: what is left of them until somebody's browser has noticed. */
  expired: Expired[];
  /** The revision from which the next page goes on. */
  next: number | null;
}

export interface Change {
  /** A blob is left out where only the wrapping of its key is new. */
  puts: { id: string; key: Bytes; blob: Bytes | null; deleteAfter: number }[];
  deletes: string[];
  manifest: Bytes;
  /** Present if the ways of opening change. */
  wraps?: Wrap[];
  /** Begins a new epoch, or (null) ends the passage to it. */
  link?: Bytes | null;
  epoch?: number;
}

export interface VaultServer {
  kept(vault?: string): Promise<Kept>;
  items(vault: string, since: number): Promise<Page>;
  found(vault: string, wraps: Wrap[], manifest: Bytes): Promise<void>;
  /** Refused as "stale" if the vault is no longer at that revision. */
  change(vault: string, revision: number, change: Change): Promise<void>;
  retire(vault: string): Promise<void>;
  /** Tells the owner's own log that they take their notes along; nothing of them. */
  tookAlong(): Promise<void>;
}

/** The largest answer that is read: a page of the largest notes fits. */
const largestAnswer = 32 * 1024 * 1024;

/** The real one, over the network. */
export class Online implements VaultServer {
  async kept(vault?: string): Promise<Kept> {
    const said = await this.ask("GET", `/vault${vault ? `?id=${requireId(vault)}` : ""}`);
    return { ...said, vault: said.vault && { ...said.vault, manifest: fromBase64(said.vault.manifest), link: said.vault.link === null ? null : fromBase64(said.vault.link) } };
  }

  async items(vault: string, since: number): Promise<Page> {
    const said = await this.ask("GET", `/vault/items?vault=${requireId(vault)}&since=${since}`);
    return {
      ...said,
      items: said.items.map((item: { id: string; revision: number; key: string; blob: string; deleteAfter: string | null }) => (
        { id: requireId(item.id), revision: item.revision, key: fromBase64(item.key), blob: fromBase64(item.blob), deleteAfter: item.deleteAfter ? dayOf(item.deleteAfter) : 0 })),
      expired: said.expired.map((item: { id: string; deleteAfter: string; hash: string }) => ({ id: requireId(item.id), deleteAfter: dayOf(item.deleteAfter), hash: fromBase64(item.hash) })),
    };
  }

  async found(vault: string, wraps: Wrap[], manifest: Bytes): Promise<void> {
    await this.ask("POST", "/vault/foundings", { id: vault, wraps, manifest: base64(manifest) });
  }

  async change(vault: string, revision: number, change: Change): Promise<void> {
    await this.ask("POST", "/vault/changes", {
      vault, deletes: change.deletes, manifest: base64(change.manifest), wraps: change.wraps ?? null, epoch: change.epoch ?? null,
      link: change.link ? base64(change.link) : null, isSettled: change.link === null,
      puts: change.puts.map(put => ({ id: put.id, key: base64(put.key), blob: put.blob && base64(put.blob), deleteAfter: dayText(put.deleteAfter) })),
    }, { "If-Match": `"${revision}"` });
  }

  async retire(vault: string): Promise<void> {
    await this.ask("POST", "/vault/retirements", { vault });
  }

  async tookAlong(): Promise<void> {
    await this.ask("POST", "/vault/takeouts", {});
  }

  private async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<any> {
    const answer = await fetch(path, {
      method, credentials: "same-origin", mode: "same-origin", redirect: "error", cache: "no-store",
      headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(() => {
      throw new Refused("offline", "The server does not answer. What you wrote stays here; try again in a moment.");
    });
    if (Number(answer.headers.get("content-length") ?? 0) > largestAnswer) throw tampered("An answer is larger than any that is due.");
    const words = await answer.text();
    if (words.length > largestAnswer) throw tampered("An answer is larger than any that is due.");
    if (answer.status === 401) throw new Refused("signed-out", "You are signed out. Sign in again to go on.");
    if (answer.status === 204) return null;
    const said = words === "" ? null : JSON.parse(words);
    if (answer.ok) return said;
    const detail = typeof said?.detail === "string" ? said.detail : "That did not work. Try again.";
    throw new Refused(answer.status === 409 || answer.status === 412 ? "stale" : answer.status === 403 ? "proof" : "full", detail);
  }
}
