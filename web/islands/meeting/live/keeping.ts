// What is unsent of a text lies in this browser until the server has it: one write after the other, the newest last.
import type { Unsent } from "../../everywhere/unsent";

export class Keeping {
  isKept = true;
  hasNoRoom = false;
  private isBusy = false;
  private isWanted = false;
  private hasEnded = false;

  /**
   * @param isThere Whether an earlier life of the page has left something under this name.
   * @param what What there is to keep now, if anything.
   */
  constructor(
    private readonly unsent: Unsent, private readonly name: string, private isThere: boolean,
    private readonly what: () => unknown, private readonly kept: () => void) {}

  keep(): void {
    if (this.hasEnded) return;
    [this.isWanted, this.isKept] = [true, false];
    if (!this.isBusy) void this.work();
  }

  end(): void {
    [this.hasEnded, this.isWanted] = [true, false];
    void this.unsent.forget(this.name);
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    while (this.isWanted) {
      this.isWanted = false;
      const what = this.what();
      if (what !== undefined) {
        this.isThere = await this.unsent.write(this.name, what);
        this.hasNoRoom = !this.isThere;
      } else if (this.isThere) {
        await this.unsent.forget(this.name);
        [this.isThere, this.hasNoRoom] = [false, false];
      }
    }
    if (this.hasEnded) await this.unsent.forget(this.name);
    [this.isBusy, this.isKept] = [false, !this.hasNoRoom];
    this.kept();
  }
}
