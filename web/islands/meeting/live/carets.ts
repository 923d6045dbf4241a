// Where the other person writes: a thin line in the text, what they have marked, and their name on the edge of the box, so
// that it never covers a word.
import { StateEffect, StateField, Transaction, type EditorState, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { make } from "../../everywhere/dom";

export interface Spot {
  anchor: number;
  head: number;
}

/** A caret as it is told: in the words that the server has. */
export interface Told extends Spot {
  version: number;
}

interface Theirs {
  name: string;
  at: Spot;
}

export const putCaret = StateEffect.define<{ person: string; name: string; at: Spot | undefined }>();

const theirs = StateField.define<ReadonlyMap<string, Theirs>>({
  create: () => new Map(),
  update(known, transaction) {
    let next = known;
    if (transaction.docChanged && known.size > 0) {
      // What comes from elsewhere is written at their caret and pushes it on; what is written here leaves it where it is.
      const side = transaction.annotation(Transaction.remote) ? 1 : -1;
      const move = (place: number) => transaction.changes.mapPos(place, side);
      next = new Map([...known].map(([person, { name, at }]) => [person, { name, at: { anchor: move(at.anchor), head: move(at.head) } }]));
    }
    for (const effect of transaction.effects) {
      if (!effect.is(putCaret)) continue;
      const changed = new Map(next);
      if (effect.value.at) changed.set(effect.value.person, { name: effect.value.name, at: effect.value.at });
      else changed.delete(effect.value.person);
      next = changed;
    }
    return next;
  },
  provide: field => EditorView.decorations.from(field, draw),
});

export const peopleIn = (state: EditorState) => [...state.field(theirs).keys()];
export const headOf = (state: EditorState, person: string) => state.field(theirs).get(person)?.at.head;

class Line extends WidgetType {
  override eq(): boolean {
    return true;
  }

  toDOM(): HTMLElement {
    return make("span", { class: "their-caret", "aria-hidden": "true" });
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function draw(carets: ReadonlyMap<string, Theirs>): DecorationSet {
  const drawn: Range<Decoration>[] = [];
  for (const { at } of carets.values()) {
    const [from, to] = [Math.min(at.anchor, at.head), Math.max(at.anchor, at.head)];
    if (from < to) drawn.push(Decoration.mark({ class: "their-selection" }).range(from, to));
    drawn.push(Decoration.widget({ widget: new Line(), side: 1 }).range(at.head));
  }
  return Decoration.set(drawn, true);
}

/** The names, each above its caret. */
const names = ViewPlugin.fromClass(class {
  private readonly shown = make("div", { class: "names", "aria-hidden": "true" });

  constructor(private readonly view: EditorView) {
    view.dom.append(this.shown);
    this.place();
  }

  update(update: ViewUpdate): void {
    const isMoved = update.startState.field(theirs) !== update.state.field(theirs);
    if (isMoved || update.geometryChanged || update.viewportChanged) this.place();
  }

  place(): void {
    this.view.requestMeasure({
      key: this,
      read: view => {
        const edge = view.dom.getBoundingClientRect().left;
        return [...view.state.field(theirs).values()].map(({ name, at }) => ({ name, left: (view.coordsAtPos(at.head)?.left ?? edge) - edge }));
      },
      write: places => {
        this.shown.replaceChildren(...places.map(({ name, left }) => {
          const flag = make("span", { class: "name", text: name, dir: "auto" });
          flag.style.setProperty("--left", `${left}px`);
          return flag;
        }));
      },
    });
  }

  destroy(): void {
    this.shown.remove();
  }
}, { eventObservers: { scroll() { this.place(); } } });

export const carets: Extension = [theirs, names];
