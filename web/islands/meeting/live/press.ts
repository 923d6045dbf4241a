/** A finger or a mouse button that is down: what it marks in a field is known once it is up. */
export class Press {
  private isDown = false;
  private waiting: (() => void)[] = [];

  constructor() {
    addEventListener("pointerdown", () => (this.isDown = true), true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this.end(), true);
  }

  over(): Promise<void> {
    return this.isDown ? new Promise(resolve => this.waiting.push(resolve)) : Promise.resolve();
  }

  private end(): void {
    this.isDown = false;
    const waiting = this.waiting.splice(0);
    // The browser sets the caret after this event, not before it.
    setTimeout(() => waiting.forEach(resolve => resolve()));
  }
}
