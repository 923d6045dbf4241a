// What this browser remembers of a vault between pages: how far it had come, so that a server cannot go back, and the
// ciphertext, so that it need not be fetched again. Never a key but the one of a vault that is being set up, which no script
// can read out.
import { base } from "./keys";
import { random } from "./bytes";
import type { Item } from "./items";

export interface Seen {
  revision: number;
  epoch: number;
}

export interface Memory {
  seen(vault: string): Promise<Seen | undefined>;
  see(vault: string, seen: Seen): Promise<void>;
  /** The ciphertext as of a revision. */
  cached(vault: string): Promise<{ revision: number; items: Item[] } | undefined>;
  cache(vault: string, revision: number, changed: Item[], gone: string[], isWhole: boolean): Promise<void>;
  forget(vault: string): Promise<void>;
  deviceKey(vault: string): Promise<CryptoKey | undefined>;
  makeDeviceKey(vault: string): Promise<CryptoKey>;
  forgetDeviceKey(vault: string): Promise<void>;
}

export const databaseName = "rapport-vault";

/** In the browser's own database. A window that has none remembers nothing, and says so by the lack of an answer. */
export class InBrowser implements Memory {
  private opened: Promise<IDBDatabase> | undefined;

  private open(): Promise<IDBDatabase> {
    return (this.opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(databaseName, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("seen");
        asked.result.createObjectStore("items", { keyPath: ["vault", "id"] });
        asked.result.createObjectStore("keys");
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => {
          asked.result.close();
          this.opened = undefined;
        };
        asked.result.onclose = () => (this.opened = undefined);
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    }));
  }

  private async within<T>(stores: string[], mode: IDBTransactionMode, act: (transaction: IDBTransaction) => IDBRequest<T> | void): Promise<T | undefined> {
    try {
      const transaction = (await this.open()).transaction(stores, mode);
      const asked = act(transaction);
      return await new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(asked ? asked.result : undefined);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } catch {
      this.opened = undefined;
      return undefined;
    }
  }

  seen = (vault: string) => this.within<Seen>(["seen"], "readonly", at => at.objectStore("seen").get(vault));

  async see(vault: string, seen: Seen) {
    await this.within(["seen"], "readwrite", at => {
      const store = at.objectStore("seen");
      const known = store.get(vault);
      // Two tabs may tell it at once: it only ever grows.
      known.onsuccess = () => {
        const before = known.result as Seen | undefined;
        store.put({ revision: Math.max(seen.revision, before?.revision ?? 0), epoch: Math.max(seen.epoch, before?.epoch ?? 0) }, vault);
      };
    });
  }

  async cached(vault: string) {
    const revision = await this.within<number>(["keys"], "readonly", at => at.objectStore("keys").get(`cached:${vault}`));
    if (revision === undefined) return undefined;
    const items = await this.within<Item[]>(["items"], "readonly", at => at.objectStore("items").getAll(IDBKeyRange.bound([vault], [vault, []])));
    return items && { revision, items };
  }

  async cache(vault: string, revision: number, changed: Item[], gone: string[], isWhole: boolean) {
    await this.within(["items", "keys"], "readwrite", at => {
      const store = at.objectStore("items");
      if (isWhole) store.delete(IDBKeyRange.bound([vault], [vault, []]));
      for (const item of changed) store.put({ vault, ...item });
      for (const id of gone) store.delete([vault, id]);
      at.objectStore("keys").put(revision, `cached:${vault}`);
    });
  }

  async forget(vault: string) {
    await this.within(["items", "keys"], "readwrite", at => {
      at.objectStore("items").delete(IDBKeyRange.bound([vault], [vault, []]));
      at.objectStore("keys").delete(`cached:${vault}`);
    });
  }

  deviceKey = (vault: string) => this.within<CryptoKey>(["keys"], "readonly", at => at.objectStore("keys").get(`device:${vault}`));

  async makeDeviceKey(vault: string) {
    const raw = random(32);
    const key = await base(raw);
    raw.fill(0);
    await this.within(["keys"], "readwrite", at => at.objectStore("keys").put(key, `device:${vault}`));
    if (!(await this.deviceKey(vault))) throw new Error("This browser keeps nothing, so no vault can be begun on it. Set up a passphrase instead.");
    return key;
  }

  async forgetDeviceKey(vault: string) {
    await this.within(["keys"], "readwrite", at => at.objectStore("keys").delete(`device:${vault}`));
  }
}
