// What an earlier life of this page, or another tab that was closed, has left unsent. Each tab holds the names of the texts
// that it sends; whoever gets hold of a name afterwards sends what is left under it.
import type { Unsent } from "../../everywhere/unsent";
import type { Kept } from "./text";

const held = new Set<string>();

/** Comes back when no other tab of this browser sends what was written under this name, which is this tab's from then on. */
export function hold(name: string): Promise<void> {
  if (held.has(name) || !("locks" in navigator)) return Promise.resolve();
  return new Promise(resolve => {
    void navigator.locks.request(`rapport-unsent:${name}`, () => {
      held.add(name);
      resolve();
      return new Promise(() => {});
    });
  });
}

export class Unfinished {
  private readonly awaited = new Set<string>();

  constructor(private readonly unsent: Unsent) {}

  /** Hands over each text that no tab sends any more, now or as soon as that is so. */
  async each(take: (client: string, kept: Kept) => void): Promise<void> {
    for (const [client] of await this.unsent.all<Kept>()) {
      if (held.has(client) || this.awaited.has(client)) continue;
      this.awaited.add(client);
      void hold(client).then(async () => {
        const left = (await this.unsent.all<Kept>()).find(([name]) => name === client);
        if (left) take(client, left[1]);
      });
    }
  }
}
