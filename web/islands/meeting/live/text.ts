// One text as this browser has it: what the server has taken, and what was written here since. One exchange at a time: what
// was missed comes in and what was written here is moved over it, until the server has taken everything.
import { ChangeSet, Compartment, EditorState, Text, Transaction, type Extension, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { say } from "../../everywhere/dom";
import type { Unsent } from "../../everywhere/unsent";
import type { Line } from "../line";
import { smallestChange } from "./difference";
import { Keeping } from "./keeping";
import { Pointing } from "./pointing";
import type { Change, Place, Pulled, Pushed, Standing, Written } from "./wire";

const mostChanges = 200;
const mostLetters = 50_000;
const firstPause = 500;
const longestPause = 15_000;

/** As it is kept in the browser while something of it is unsent. */
export interface Kept {
  place: Place;
  label: string;
  longest: number;

  /** What the server had taken of it, and what was written after that. */
  version: number;
  text: string;
  changes: Written[];

  /** The whole as the writer sees it. */
  typed: string;
}

export interface Happenings {
  /** What is written here is further, or less far, on its way. */
  moved(text: LiveText): void;

  /** Another person has changed the text, or this person has in another window. */
  cameIn(text: LiveText, by: string, changes: ChangeSet): void;

  /** It stays as it is here, and the next change is tried with it. */
  refused(text: LiveText, why: string): void;
}

export class LiveText {
  view: EditorView | undefined;
  private current: EditorState;
  private confirmed: Text;
  private readonly exchange = new Compartment();
  private isRunning = false;
  private hasMissed = true;
  private pause = firstPause;
  private again: number | undefined;
  private hasEnded = false;

  /** The server has refused what is unsent, and why. */
  isStuck = false;
  why = "";

  private readonly keeping: Keeping;

  /** Where people write in it. */
  readonly carets = new Pointing(this);
  lastTyped = 0;

  constructor(
    readonly place: Place, readonly label: string, readonly longest: number, readonly client: string,
    standing: Standing, changes: Written[], extensions: Extension,
    private readonly line: Line, unsent: Unsent, private readonly happenings: Happenings) {
    this.confirmed = Text.of(standing.text.split("\n"));
    this.current = EditorState.create({ doc: this.confirmed, extensions: [this.exchange.of(this.since(standing.version)), extensions] });
    this.keeping = new Keeping(unsent, client, changes.length > 0, () => this.isUnsaved ? this.kept() : undefined, () => happenings.moved(this));
    // What was written in an earlier life of this page is written again, one change after the other, as it was.
    for (const change of changes) this.current = this.current.update({ changes: ChangeSet.fromJSON(change) }).state;
  }

  get state(): EditorState {
    return this.view?.state ?? this.current;
  }

  get version(): number {
    return getSyncedVersion(this.state);
  }

  get isUnsaved(): boolean {
    return sendableUpdates(this.state).length > 0;
  }

  /** Whether what is unsent would outlive this page. */
  get isKept(): boolean {
    return this.keeping.isKept;
  }

  /** Whether this browser cannot keep anything. */
  get hasNoRoom(): boolean {
    return this.keeping.hasNoRoom;
  }

  /** A change from here or from there; the view, when there is one, shows it and calls `took`. */
  dispatch(...specs: TransactionSpec[]): void {
    if (this.view) return this.view.dispatch(...specs);
    const transaction = this.current.update(...specs);
    this.current = transaction.state;
    this.took([transaction]);
  }

  took(transactions: readonly Transaction[]): void {
    if (this.view) this.current = this.view.state;
    if (!transactions.some(transaction => transaction.docChanged && !transaction.annotation(Transaction.remote))) return;
    this.lastTyped = Date.now();
    this.isStuck = this.hasEnded;
    this.keeping.keep();
    this.happenings.moved(this);
    this.wake();
  }

  /** The text becomes these words, however long, by the smallest change that makes it so. */
  become(words: string): void {
    const change = smallestChange(this.state.doc.toString(), words);
    if (change) this.dispatch({ changes: change, filter: false });
  }

  // ── The exchange ──

  /** Something may have been missed: ask. */
  miss(): void {
    this.hasMissed = true;
    // What was refused may be taken by now.
    this.isStuck = this.hasEnded;
    this.pause = firstPause;
    this.wake();
  }

  wake(): void {
    clearTimeout(this.again);
    if (!this.isRunning) void this.run();
  }

  /** What the server says was written; false when something before it has not come. */
  receive(version: number, changes: Change[]): boolean {
    const [have, first] = [this.version, version - changes.length];
    if (first > have) return false;

    for (const { client, by, change } of changes.slice(have - first)) {
      const changeSet = ChangeSet.fromJSON(change);
      const isOwn = client === this.client;
      this.confirmed = changeSet.apply(this.confirmed);
      this.carets.took(this.version + 1, by, changeSet);
      this.dispatch(receiveUpdates(this.state, [{ changes: changeSet, clientID: client }]));
      if (!isOwn) this.happenings.cameIn(this, by, changeSet);
    }
    this.carets.showEarly();
    this.keeping.keep();
    this.happenings.moved(this);
    return true;
  }

  heard(version: number, changes: Change[]): void {
    if (!this.receive(version, changes)) this.miss();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (this.line.isUp && !this.isStuck && (this.hasMissed || this.isUnsaved)) await this.step();
      this.pause = firstPause;
    } catch {
      // A broken line wakes every text when it is back; an answer that failed on a line that holds is asked for again.
      this.hasMissed = true;
      this.again = window.setTimeout(() => this.wake(), this.pause);
      this.pause = Math.min(longestPause, this.pause * 2);
    } finally {
      this.isRunning = false;
      this.happenings.moved(this);
    }
  }

  private async step(): Promise<void> {
    const pending = sendableUpdates(this.state);
    if (this.hasMissed || isNothing(pending)) {
      await this.pull();
      if (isNothing(sendableUpdates(this.state))) this.drop();
      return;
    }

    const changes: Written[] = [];
    for (let letters = 0; changes.length < Math.min(mostChanges, pending.length) && letters < mostLetters;) {
      const change = pending[changes.length]!.changes.toJSON() as Written;
      letters += JSON.stringify(change).length;
      changes.push(change);
    }
    const answer = await this.line.ask<Pushed>("Push", this.place.kind, this.place.point, this.version, this.client, changes);
    if (answer.outcome === "refused") return this.refuse(answer.why);
    if (answer.outcome === "folded") return this.fold(answer);
    const news = answer.outcome === "taken" ? changes.map(change => ({ client: this.client, by: "", change })) : answer.changes;
    if (!this.receive(answer.version, news)) this.hasMissed = true;
  }

  private async pull(): Promise<void> {
    this.hasMissed = false;
    const answer = await this.line.ask<Pulled>("Pull", this.place.kind, this.place.point, this.version);
    if ("text" in answer) this.fold(answer);
    else if (!this.receive(answer.version, answer.changes)) throw new Error("The server left something out.");
  }

  /** What is unsent came to nothing: a letter and its removal, or what the other person removed as well. */
  private drop(): void {
    if (this.isUnsaved) this.begin({ version: this.version, text: this.confirmed.toString() });
  }

  /** What was missed is not known letter by letter any more: it comes in as the one smallest change that makes it so. */
  private fold(standing: Standing): void {
    const missed = standing.version - this.version;
    if (missed <= 0 || !this.isUnsaved || this.state.doc.toString() === standing.text) return this.begin(standing);

    const before = this.confirmed;
    const theirs = ChangeSet.of(smallestChange(before.toString(), standing.text) ?? [], before.length);
    const nothing = ChangeSet.empty(theirs.newLength);
    this.confirmed = Text.of(standing.text.split("\n"));
    this.carets.forget();
    this.dispatch(receiveUpdates(this.state, Array.from({ length: missed }, (_, at) => ({ changes: at === 0 ? theirs : nothing, clientID: "" }))));
    this.keeping.keep();
    this.happenings.moved(this);
    say("This text had gone on for long without you. What you wrote is in it; read it over once.");
  }

  private refuse(why: string): void {
    [this.isStuck, this.why] = [true, why];
    this.happenings.refused(this, why);
  }

  /** Nothing more of it is sent, and nothing kept. */
  end(): void {
    clearTimeout(this.again);
    [this.isStuck, this.hasEnded] = [true, true];
    this.keeping.end();
  }

  /** Goes on from what the server has. */
  private begin(standing: Standing): void {
    this.confirmed = Text.of(standing.text.split("\n"));
    this.carets.forget();
    this.dispatch({ effects: this.exchange.reconfigure([]) });
    const change = smallestChange(this.state.doc.toString(), standing.text);
    if (change) this.dispatch({ changes: change, annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)] });
    this.dispatch({ effects: this.exchange.reconfigure(this.since(standing.version)) });
    this.keeping.keep();
    this.happenings.moved(this);
  }

  private since(version: number): Extension {
    return collab({ startVersion: version, clientID: this.client });
  }

  // ── What is unsent is kept ──

  private kept(): Kept {
    return {
      place: this.place, label: this.label, longest: this.longest, version: this.version, text: this.confirmed.toString(),
      changes: sendableUpdates(this.state).map(update => update.changes.toJSON() as Written), typed: this.state.doc.toString(),
    };
  }
}

function isNothing(pending: readonly { changes: ChangeSet }[]): boolean {
  return pending.length > 0 && pending.map(update => update.changes).reduce((all, next) => all.compose(next)).empty;
}
