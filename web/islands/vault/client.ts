// A page's side of the worker: asks it, hears from it, and tells it that somebody is there.
import { computedIn, type Push, type Questions } from "./asked";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const workerPath = /^\/assets\/vault-worker-[A-Z0-9]{8}\.js$/;

// The one thing that this policy lets through is the vault's own worker, as this server's build named it.
const rules = {
  createScriptURL(url: string): string {
    if (!workerPath.test(url)) throw new TypeError("Only the vault's own worker is started.");
    return url;
  },
};
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("rapport-worker", rules) ?? rules;

/** Why the worker did not do it; `why` is that of format.ts, or "bug". */
export class Trouble extends Error {
  constructor(readonly why: string, message: string) {
    super(message);
  }
}

interface Line {
  postMessage(said: unknown, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** While notes are open, a page that has a panel may show them without being asked; it says nothing but that. */
const openSince = "rapport:vault-open";
export const mayBeOpen = (): boolean => {
  try {
    return Date.now() - Number(localStorage.getItem(openSince) ?? 0) < 30 * 60_000;
  } catch {
    return false;
  }
};
const noteOpen = (isOpen: boolean) => {
  try {
    if (isOpen) localStorage.setItem(openSince, String(Date.now()));
    else localStorage.removeItem(openSince);
  } catch {
    // A window that keeps nothing asks its owner instead.
  }
};

export class VaultClient {
  private readonly line: Line;
  private readonly waiting = new Map<number, { resolve: (answer: never) => void; reject: (trouble: Trouble) => void }>();
  private readonly listeners: ((push: Push) => void)[] = [];
  private count = 0;
  private touchedAt = 0;

  constructor(path: string, readonly person: string) {
    const url = policy.createScriptURL(path) as unknown as string;
    // Where a worker may be shared and outlive a page, notes stay open from one page to the next.
    const shared = "SharedWorker" in window ? new SharedWorker(url, { type: "module", name: "rapport-vault", extendedLifetime: true } as WorkerOptions) : null;
    this.line = (shared ? shared.port : new Worker(url, { type: "module" })) as Line;
    if (shared) shared.onerror = () => this.lost();
    else (this.line as Worker).onerror = () => this.lost();
    this.line.onmessage = event => this.hear(event.data as never);
    this.tellOfMe();
  }

  async hello(): Promise<void> {
    noteOpen(await this.ask("hello", { person: this.person, page: crypto.randomUUID(), isHidden: document.hidden }));
  }

  /** They are being opened, and the next page may show them. */
  expect(): void {
    noteOpen(true);
  }

  on(listener: (push: Push) => void): void {
    this.listeners.push(listener);
  }

  ask<Q extends keyof Questions>(question: Q, ...asked: Parameters<Questions[Q]>): Promise<ReturnType<Questions[Q]>> {
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as never, reject });
      // Moved, not copied: nothing of a passkey's secret stays on the page.
      this.line.postMessage({ id, question, asked: asked[0] }, computedIn(asked[0]).map(output => output.buffer));
    });
  }

  private hear(said: Push | { id: number; answer?: unknown; trouble?: { why: string; message: string } }): void {
    if ("push" in said) {
      if (said.push === "opened" || said.push === "locked") noteOpen(said.push === "opened");
      this.listeners.forEach(listener => listener(said));
      return;
    }
    const waiting = this.waiting.get(said.id);
    this.waiting.delete(said.id);
    if (said.trouble) waiting?.reject(new Trouble(said.trouble.why, said.trouble.message));
    else waiting?.resolve(said.answer as never);
  }

  private lost(): void {
    for (const waiting of this.waiting.values()) waiting.reject(new Trouble("bug", "This browser could not start what opens private notes. Reload the page; another browser may do better."));
    this.waiting.clear();
  }

  private tellOfMe(): void {
    const touch = () => {
      if (Date.now() - this.touchedAt < 10_000) return;
      this.touchedAt = Date.now();
      void this.ask("touch").catch(() => {});
    };
    for (const sign of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(sign, touch, { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => void this.ask("look", { isHidden: document.hidden }).catch(() => {}));
    addEventListener("pagehide", () => this.line.postMessage({ id: 0, question: "look", asked: { isHidden: null } }));
    addEventListener("pageshow", event => event.persisted && location.reload());
  }
}
