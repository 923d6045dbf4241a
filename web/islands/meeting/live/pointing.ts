// Where people write in one text, while each of them has another version of it: a caret is told in the words that the server
// has, and shown in the words that stand here.
import type { ChangeSet, EditorState, TransactionSpec } from "@codemirror/state";
import { sendableUpdates } from "@codemirror/collab";
import { peopleIn, putCaret, type Told } from "./carets";
import type { Caret } from "./wire";

const remembered = 500;

interface Words {
  readonly state: EditorState;
  readonly version: number;
  dispatch(...specs: TransactionSpec[]): void;
}

export class Pointing {
  private recent: { version: number; by: string; changes: ChangeSet }[] = [];

  /** Carets in what is still on its way. */
  private early: Caret[] = [];

  constructor(private readonly text: Words) {}

  /** The text took this; carets that were told before it are moved over it. */
  took(version: number, by: string, changes: ChangeSet): void {
    this.recent = [...this.recent.slice(-remembered), { version, by, changes }];
  }

  /** What the text took is not known any more. */
  forget(): void {
    this.recent = [];
  }

  /** Where this person's caret stands in what the server has. */
  own(): Told {
    const { state, version } = this.text;
    const back = sendableUpdates(state).map(update => update.changes.invertedDesc).reverse();
    const { anchor, head } = state.selection.main;
    const [from, to] = [anchor, head].map(place => back.reduce((at, change) => change.mapPos(at), place));
    return { version, anchor: from!, head: to! };
  }

  /** Shows where another person's caret stands; what it stands in may still be on its way. */
  show(caret: Caret): void {
    this.early = this.early.filter(other => other.person !== caret.person);
    if (!this.put(caret)) this.early.push(caret);
  }

  /** Something has come in; what waited for it may stand there now. */
  showEarly(): void {
    this.early = this.early.filter(caret => !this.put(caret));
  }

  away(person: string): void {
    this.early = this.early.filter(caret => caret.person !== person);
    if (peopleIn(this.text.state).includes(person)) this.text.dispatch({ effects: putCaret.of({ person, name: "", at: undefined }) });
  }

  private put(caret: Caret): boolean {
    const { state, version } = this.text;
    if (caret.version > version) return false;
    // What they wrote since pushes their caret on, and may well come before the caret does; what others wrote leaves it.
    const since = [
      ...this.recent.filter(known => known.version > caret.version).map(({ by, changes }) => ({ changes, side: by === caret.person ? 1 : -1 })),
      ...sendableUpdates(state).map(({ changes }) => ({ changes, side: -1 })),
    ];
    const [anchor, head] = [caret.anchor, caret.head].map(place => {
      let at = place;
      for (const { changes, side } of since) at = at > changes.length ? changes.newLength : changes.mapPos(at, side);
      return Math.min(at, state.doc.length);
    });
    this.text.dispatch({ effects: putCaret.of({ person: caret.person, name: caret.name, at: { anchor: anchor!, head: head! } }) });
    return true;
  }
}
