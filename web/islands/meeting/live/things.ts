// A promise, a decision or a point that the text names by its address stands in the text as it is now, as one thing over
// which the caret steps. The page brings each along, as the server shows it, and brings it anew when something changed.
//
//   #things > [data-thing="/open-loops/…"]   what stands for an address; what is not there is shown as it is written
//
import { RangeSetBuilder, StateEffect, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";

const id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const name = new RegExp(`\\[((?:[^\\]\\\\\\n]|\\\\.)*)\\]\\((/(?:open-loops|points)/${id}|/meetings/${id}#decision-${id})\\)`, "g");

/** The page has brought the things anew. */
export const renewed = StateEffect.define<null>();

/** A line as it is said aloud: with the words of what it names, without addresses. */
export const inWords = (line: string) => line.replace(name, "$1");

class Thing extends WidgetType {
  constructor(private readonly shown: Element) {
    super();
  }

  override eq(other: Thing): boolean {
    return other.shown.isEqualNode(this.shown);
  }

  toDOM(): HTMLElement {
    const drawn = this.shown.cloneNode(true) as HTMLElement;
    // A click here is a place for the caret.
    drawn.querySelector("a")?.removeAttribute("href");
    return drawn;
  }
}

function draw(state: EditorState): DecorationSet {
  const things = new Map([...document.querySelectorAll<HTMLElement>("#things > [data-thing]")].map(thing => [thing.dataset.thing, thing.cloneNode(true) as Element]));
  const drawn = new RangeSetBuilder<Decoration>();
  for (const match of state.doc.toString().matchAll(name)) {
    const thing = things.get(match[2]);
    if (thing) drawn.add(match.index, match.index + match[0].length, Decoration.replace({ widget: new Thing(thing) }));
  }
  return drawn.finish();
}

const shown = ViewPlugin.fromClass(class {
  drawn: DecorationSet;
  private readonly look = () => this.view.dispatch({ effects: renewed.of(null) });

  constructor(private readonly view: EditorView) {
    this.drawn = draw(view.state);
    document.addEventListener("rapport:renewed", this.look);
  }

  update(update: ViewUpdate): void {
    const isRenewed = update.transactions.some(transaction => transaction.effects.some(effect => effect.is(renewed)));
    if (update.docChanged || isRenewed) this.drawn = draw(update.state);
  }

  destroy(): void {
    document.removeEventListener("rapport:renewed", this.look);
  }
}, { decorations: plugin => plugin.drawn });

export const namedThings: Extension = [shown, EditorView.atomicRanges.of(view => view.plugin(shown)?.drawn ?? Decoration.none)];
