// What the other person writes moves nothing that this one reads or writes: the box keeps its height, and inside it the
// words under this person's eyes stay where they are.
import { Transaction } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { make } from "../../everywhere/dom";
import { renewed } from "./things";

const isRenewal = (transaction: Transaction) => transaction.effects.some(effect => effect.is(renewed));

export class Stillness {
  private slack = 0;
  private readonly more = make("button", { class: "more-below", type: "button", text: "More below", hidden: "" });

  constructor(private readonly view: EditorView, private readonly host: HTMLElement) {
    this.more.addEventListener("click", event => {
      event.stopPropagation();
      this.grow();
    });
    view.dom.append(this.more);
  }

  during(transactions: readonly Transaction[], update: () => void): void {
    if (!transactions.some(transaction => transaction.docChanged || isRenewal(transaction))) return update();
    if (transactions.every(transaction => transaction.annotation(Transaction.remote) || isRenewal(transaction))) this.hold(transactions, update);
    else {
      update();
      if (this.isHeld) this.grow();
    }
  }

  private get isHeld(): boolean {
    return this.host.style.height !== "";
  }

  private hold(transactions: readonly Transaction[], update: () => void): void {
    this.host.style.height = `${this.host.getBoundingClientRect().height}px`;
    const place = this.watched();
    // What is written at the upper edge of what is read belongs above it; at the top of the text it is to be seen.
    const side = this.view.scrollDOM.scrollTop === 0 ? -1 : 1;
    const before = this.view.coordsAtPos(place)?.top;
    update();
    const now = transactions.reduce((at, transaction) => transaction.changes.mapPos(at, side), place);
    const after = this.view.coordsAtPos(this.view.hasFocus ? this.view.state.selection.main.head : now)?.top;
    if (before !== undefined && after !== undefined && after !== before) this.scroll(after - before);
    this.more.hidden = !this.hasMore;
  }

  /** Where this person's eyes are: at their caret, or at the first line that they see. */
  private watched(): number {
    const { scrollDOM, state } = this.view;
    if (this.view.hasFocus) return state.selection.main.head;
    return scrollDOM.scrollTop === 0 ? 0 : this.view.lineBlockAtHeight(scrollDOM.getBoundingClientRect().top - this.view.documentTop + 1).from;
  }

  private scroll(by: number): void {
    const { scrollDOM } = this.view;
    const wanted = scrollDOM.scrollTop + by;
    const missing = wanted - (scrollDOM.scrollHeight - scrollDOM.clientHeight);
    if (missing > 0) {
      this.slack += missing;
      scrollDOM.style.setProperty("--slack", `${this.slack}px`);
    }
    scrollDOM.scrollTop = wanted;
    this.view.requestMeasure();
  }

  private get hasMore(): boolean {
    const { scrollDOM } = this.view;
    return this.isHeld && scrollDOM.scrollHeight - this.slack - scrollDOM.scrollTop - scrollDOM.clientHeight > 4;
  }

  /** Downwards only, so that no line that is being read changes its place. */
  private grow(): void {
    const { scrollDOM } = this.view;
    const wanted = scrollDOM.scrollHeight - this.slack - scrollDOM.scrollTop + 2;
    if (wanted > this.host.offsetHeight) this.host.style.height = `${Math.max(this.host.offsetHeight, Math.min(wanted, innerHeight * 0.7))}px`;
    this.more.hidden = true;
  }
}
