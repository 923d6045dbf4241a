// What was written in a shared text and has not reached the server, kept in this browser. It is sealed under a key that no
// script can read out, one per account, so that a copied profile shows nothing; signing out forgets both.
const database = "rapport-unsent";

interface Sealed {
  id: string;
  account: string;
  meeting: string;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

/** A place in a browser to keep things; a private window may have none, and then nothing is kept and nothing breaks. */
let opened: Promise<IDBDatabase> | undefined;

const open = () => (opened ??= new Promise<IDBDatabase>((resolve, reject) => {
  const asked = indexedDB.open(database, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("keys");
    asked.result.createObjectStore("texts", { keyPath: "id" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
}));

async function within<T>(store: "keys" | "texts", mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction(store, mode, { durability: "strict" });
  const asked = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

async function keyOf(account: string): Promise<CryptoKey> {
  const known = await within<CryptoKey | undefined>("keys", "readonly", keys => keys.get(account));
  if (known) return known;

  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may begin at once: the first key stays, and both read it.
  await within("keys", "readwrite", keys => keys.add(made, account)).catch(() => {});
  return within<CryptoKey>("keys", "readonly", keys => keys.get(account));
}

/** What is known of the account whose page this is. */
export class Unsent {
  private key: Promise<CryptoKey> | undefined;

  constructor(private readonly account: string, private readonly meeting: string) {}

  /** Keeps it under this name, in place of what was kept before. False: this browser keeps nothing. */
  async write(id: string, what: unknown): Promise<boolean> {
    try {
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await this.ours(), new TextEncoder().encode(JSON.stringify(what)));
      await within("texts", "readwrite", texts => texts.put({ id, account: this.account, meeting: this.meeting, nonce, sealed } satisfies Sealed));
      return true;
    } catch {
      return false;
    }
  }

  async forget(id: string): Promise<void> {
    await within("texts", "readwrite", texts => texts.delete(id)).catch(() => {});
  }

  /** What was kept of this meeting by this account, by its name. */
  async all<T>(): Promise<[string, T][]> {
    try {
      const kept = await within<Sealed[]>("texts", "readonly", texts => texts.getAll());
      const ours = kept.filter(text => text.account === this.account && text.meeting === this.meeting);
      const key = ours.length > 0 ? await this.ours() : undefined;
      return await Promise.all(ours.map(async text => {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: text.nonce }, key!, text.sealed);
        return [text.id, JSON.parse(new TextDecoder().decode(plain)) as T] as [string, T];
      }));
    } catch {
      return [];
    }
  }

  private ours(): Promise<CryptoKey> {
    return (this.key ??= keyOf(this.account));
  }
}

/** Whether anything at all waits in this browser to be sent. */
export async function hasUnsent(): Promise<boolean> {
  try {
    return (await within<number>("texts", "readonly", texts => texts.count())) > 0;
  } catch {
    return false;
  }
}

/** Forgets what waits, and the keys that could open it. */
export async function forgetUnsent(): Promise<void> {
  await within("texts", "readwrite", texts => texts.clear()).catch(() => {});
  await within("keys", "readwrite", keys => keys.clear()).catch(() => {});
}
