// The clock of the meeting and the timer of the part that is being talked about. Time is the server's: this browser only
// counts on from what the page said when it came.
let read = performance.now();

const two = (seconds: number) => String(seconds).padStart(2, "0");
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${two(Math.floor(seconds % 60))}`;

export function enlivenClock(): void {
  setInterval(tick, 1000);
}

/** The page has just come anew: count from what it says now. */
export function restartClock(): void {
  read = performance.now();
}

function tick(): void {
  const passed = (performance.now() - read) / 1000;
  const shown = document.getElementById("clock");
  const words = shown?.querySelector("b");
  if (shown && words) words.textContent = clock((Number(shown.dataset.now) - Number(shown.dataset.started)) / 1000 + passed);

  const part = document.querySelector<HTMLElement>("[data-part].is-current");
  if (!part) return;
  const [run, given] = [Number(part.dataset.run) + Math.min(passed, Number(part.dataset.left)), Number(part.dataset.given)];
  // Each in its own element: where there is little room, only what has run is shown.
  const [ofRun, ofGiven] = [part.querySelector(".minutes .run"), part.querySelector(".minutes .given")];
  if (ofRun) ofRun.textContent = clock(run);
  if (ofGiven) ofGiven.textContent = ` of ${Math.floor(given / 60)}${run > given ? ", over" : ""}`;
  const share = given > 0 ? Math.min(1, run / given) : 1;
  part.querySelector("path.run")?.setAttribute("d", `M0 0h${(share * 100).toFixed(2)}v4H0z`);
}
