const held = new Set<string>();

/**
 * Comes back when no other tab of this browser sends what was written under this name; until then the tab that wrote it is
 * still open. The name is this tab's from then on.
 */
export function alone(name: string): Promise<void> {
  if (held.has(name) || !("locks" in navigator)) return Promise.resolve();
  return new Promise(resolve => {
    void navigator.locks.request(`rapport-unsent:${name}`, () => {
      held.add(name);
      resolve();
      return new Promise(() => {});
    });
  });
}
