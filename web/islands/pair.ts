// The standing page of a pair: what the other person adds, closes or moves comes in by itself, and so does a meeting that
// begins.
//
//   #pair-island   data-series="ID"; it is left out where the page answers a form that was refused
//   #said          a line that only ears hear
import { FollowedPage } from "./meeting/follow";

const seriesOf = (page: Document) => page.getElementById("pair-island")?.dataset.series;
const series = seriesOf(document);
if (series)
  new FollowedPage({
    join: "Follow",
    whom: series,
    regions: ["main", ".rail"],
    titles: ".point-row .row-title > a, .loop-row .row-title > a",
    isSame: page => seriesOf(page) === series,
  }).begin();
