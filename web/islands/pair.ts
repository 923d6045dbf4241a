// The standing page of a pair: what the other person adds, closes or moves comes in by itself, and so does a meeting that
// begins. What one types stays, and so do the focus and the place that one reads.
//
//   #pair-island   data-series="ID"; it is left out where the page answers a form that was refused
//   #said          a line that only ears hear
//
// The server says over one line that something changed, never what; the page is then fetched and what differs comes in.
import { load, NotShown, renew } from "./fragment";
import { Line } from "./meeting/line";

const regions = ["main", ".rail"];
const rows = ".point-row .row-title > a, .loop-row .row-title > a";

let fetching: Promise<void> | undefined;
let isStale = false;

const series = document.getElementById("pair-island")?.dataset.series;
if (series) {
  const line = new Line("Follow", series, () => void follow(), () => {});
  // What is typed is kept in this browser, under the account that typed it.
  line.hear("cut", () => location.reload());
  line.begin();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void follow());
}

/** One fetch at a time; what changes meanwhile is fetched after it. */
function follow(): Promise<void> {
  isStale = true;
  return (fetching ??= fetchAnew().finally(() => (fetching = undefined)));
}

async function fetchAnew(): Promise<void> {
  try {
    while (isStale) {
      isStale = false;
      apply(await load(location.href));
    }
  } catch (problem) {
    // Otherwise the line comes back with news of its own, and then the page is fetched again.
    if (problem instanceof NotShown && problem.status === 404) location.reload();
  }
}

function apply(page: Document): void {
  if (page.getElementById("pair-island")?.dataset.series !== series) return location.reload();

  const before = words();
  const [place, top] = watched();
  for (const region of regions) {
    const [old, fresh] = [document.querySelector(region), page.querySelector(region)];
    if (old && fresh) renew(old, fresh);
  }
  if (place?.isConnected) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
  document.dispatchEvent(new Event("rapport:renewed"));
  readOut(before, words());
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

const words = () => [...document.querySelectorAll(rows)].map(title => title.textContent!.trim());

function readOut(before: string[], now: string[]): void {
  const added = now.filter(title => !before.includes(title));
  const gone = before.filter(title => !now.includes(title));
  const said = document.getElementById("said");
  if (said && added.length + gone.length > 0) said.textContent = [...added.map(title => `New: ${title}.`), ...gone.map(title => `Gone: ${title}.`)].join(" ");
}
