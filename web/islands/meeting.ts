// A meeting that two people have open at once.
//
//   #meeting-island   data-meeting="ID" on the running page and on closing (data-closing), data-record="ID" on the record;
//                     data-account: whose browser this is; data-other: how the other person is called
//   [data-shared]     a text area that both write: the kind of text; data-point, data-version; data-live: an editor takes
//                     its place while somebody writes
//   [data-version-of] a hidden field that carries the version of the text area with that id
//   [data-saved]      beside a text: where it says that it is saved
//   #said             a line that only ears hear
//   .clock            data-started, data-now (milliseconds); the parts' timer beside it runs with it
//
// The server says over one line that something changed, never what; the page is then fetched and what differs comes in.
// Only what is written in an open text goes over the line itself.
import { enlivenClock } from "./meeting/clock";
import { Line } from "./meeting/line";
import { LiveTexts } from "./meeting/live/door";
import { MeetingPage } from "./meeting/page";
import { enlivenLines, lineEnded } from "./meeting/said-in-fields";
import { SharedTexts } from "./meeting/texts";
import { showLeftBehind } from "./meeting/left-behind";

const island = document.getElementById("meeting-island");
const { meeting, record, account = "", other = "" } = island?.dataset ?? {};

if (record) {
  void showLeftBehind(account, record);
} else if (meeting) {
  const texts = new SharedTexts(account, meeting, other);
  const live = new LiveTexts(account, meeting, other, () => page.refresh(), texts, (ended, writing) => void lineEnded(meeting, ended, writing));
  const page = new MeetingPage(meeting, island!.dataset.closing !== undefined, texts, live);
  const line = new Line("Join", meeting, () => void page.refresh(), () => {
    texts.retry();
    live.back();
  });
  texts.whenClosed = () => void page.refresh();
  texts.begin();
  live.begin(line);
  page.begin();
  enlivenClock();
  if (island!.dataset.closing === undefined) enlivenLines(meeting);
  line.begin();
}
