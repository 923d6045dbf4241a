// A page that follows what others change: the server says over one line that something changed, never what; the page is then
// fetched and what differs comes in. What one types stays, and so do the focus and the place that one reads.
import { keepRefusals, load, NotShown, renew } from "../fragment";
import { Line } from "./line";

interface Followed {
  /** What is asked of the server: to follow a pair, or a sync. */
  join: "Follow" | "FollowSync";
  whom: string;
  regions: string[];

  /** Titles whose coming and going is read out. */
  titles: string;

  /** Whether a page that was fetched is still this one. */
  isSame(page: Document): boolean;
}

export class FollowedPage {
  private fetching: Promise<void> | undefined;
  private isStale = false;
  private applied = 0;

  constructor(private readonly of: Followed) {}

  begin(): void {
    const line = new Line(this.of.join, this.of.whom, () => void this.refresh(), () => {});
    // What is typed is kept in this browser, under the account that typed it.
    line.hear("cut", () => location.reload());
    line.begin();
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.refresh());
  }

  /** How often the page has come anew: whoever sends something asks whether it has, meanwhile. */
  get times(): number {
    return this.applied;
  }

  get isFetching(): boolean {
    return this.fetching !== undefined;
  }

  /** One fetch at a time; what changes meanwhile is fetched after it. */
  refresh(): Promise<void> {
    this.isStale = true;
    return (this.fetching ??= this.fetch().finally(() => (this.fetching = undefined)));
  }

  /** @param isAnswer It answers what this person has just sent; otherwise it was fetched, and knows nothing of what they were refused. */
  apply(page: Document, isAnswer: boolean): void {
    if (!this.of.isSame(page)) return location.reload();

    this.applied++;
    keepRefusals(!isAnswer);
    const before = this.words();
    const [place, top] = watched();
    for (const region of this.of.regions) {
      const [old, fresh] = [document.querySelector(region), page.querySelector(region)];
      if (old && fresh) renew(old, fresh);
    }
    if (place?.isConnected) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
    document.dispatchEvent(new Event("rapport:renewed"));
    readOut(before, this.words());
  }

  private async fetch(): Promise<void> {
    try {
      while (this.isStale) {
        this.isStale = false;
        this.apply(await load(location.href), false);
      }
    } catch (problem) {
      // Otherwise the line comes back with news of its own, and then the page is fetched again.
      if (problem instanceof NotShown && problem.status === 404) location.reload();
    }
  }

  private words(): string[] {
    return [...document.querySelectorAll(this.of.titles)].map(title => title.textContent!.trim());
  }
}

/** Where this person's eyes are: where they type, or at the first thing that they see. */
function watched(): [Element | undefined, number] {
  const isSeen = (element: Element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  const focused = document.activeElement;
  const place = focused?.closest("main, .rail") && !focused.matches("main") && isSeen(focused)
    ? focused
    : [...document.querySelectorAll("main [id]")].find(element => isSeen(element) && element.getBoundingClientRect().top >= 0);
  return [place, place?.getBoundingClientRect().top ?? 0];
}

function readOut(before: string[], now: string[]): void {
  const added = now.filter(title => !before.includes(title));
  const gone = before.filter(title => !now.includes(title));
  const said = document.getElementById("said");
  if (said && added.length + gone.length > 0) said.textContent = [...added.map(title => `New: ${title}.`), ...gone.map(title => `Gone: ${title}.`)].join(" ");
}
