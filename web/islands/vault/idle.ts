// When an open vault closes by itself: after a quarter of an hour without a sign of its owner, or half an hour out of sight. A
// running meeting on screen is a sign. It is asked now and then and told what happens; it has no clock of its own.
export const afterIdle = 15 * 60_000;
export const afterHidden = 30 * 60_000;

export class Idle {
  private readonly hidden = new Map<string, boolean>();
  private readonly meetings = new Set<string>();
  private touchedAt: number;
  private hiddenAt: number | null = null;
  private isOver = false;

  constructor(now: number) {
    this.touchedAt = now;
  }

  /** The same pages, with a vault that was opened just now. */
  anew(now: number): Idle {
    const idle = new Idle(now);
    for (const [page, isHidden] of this.hidden) idle.look(page, isHidden, now);
    for (const page of this.meetings) idle.meetings.add(page);
    return idle;
  }

  /** Somebody typed, pressed or moved. Coming back too late, after a laptop slept, keeps nothing open. */
  touch(now: number): void {
    if (!this.isDue(now)) this.touchedAt = now;
  }

  /** A page came into sight, went out of it, or was closed (null). */
  look(page: string, isHidden: boolean | null, now: number): void {
    this.isDue(now);
    if (isHidden === null) {
      this.hidden.delete(page);
      this.meetings.delete(page);
    } else this.hidden.set(page, isHidden);
    const isInSight = [...this.hidden.values()].some(hidden => !hidden);
    if (isInSight && this.hiddenAt !== null) this.touchedAt = now;
    this.hiddenAt = isInSight ? null : (this.hiddenAt ?? now);
  }

  meets(page: string, isRunning: boolean, now: number): void {
    this.isDue(now);
    if (isRunning) this.meetings.add(page);
    else if (this.meetings.delete(page)) this.touchedAt = now;
  }

  isDue(now: number): boolean {
    if (this.hiddenAt !== null) this.isOver ||= now - this.hiddenAt >= afterHidden;
    else if (![...this.meetings].some(page => this.hidden.get(page) === false)) this.isOver ||= now - this.touchedAt >= afterIdle;
    return this.isOver;
  }
}
