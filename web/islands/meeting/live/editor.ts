// The place of a text area, taken by an editor for as long as somebody writes. It stands in a root of its own, where its
// styles are sheets and not elements, and it is called as the text area was.
import { EditorState, Transaction, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { make } from "../../everywhere/dom";
import { carets } from "./carets";
import { paper } from "./look";
import { markdownLook, ownDirection } from "./markdown";
import { Stillness } from "./stillness";
import { namedThings } from "./things";
import type { LiveText } from "./text";

export interface Manner {
  label: string;
  longest: number;
  hint: string;
  description: string;

  /** What would have become too long was left out. */
  tooLong(letters: number): void;

  /** Enter was pressed behind this line. */
  ended(line: string): void;
}

export function manners(manner: Manner): Extension {
  return [
    history(),
    keymap.of([{ key: "Escape", run: leave }, { key: "Enter", run: view => ended(view, manner) }, ...historyKeymap, ...standardKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": manner.label, "aria-description": manner.description, spellcheck: "true", autocapitalize: "sentences", autocorrect: "on",
    }),
    EditorView.clipboardInputFilter.of(words => words.replaceAll("\0", "").toWellFormed()),
    EditorState.changeFilter.of(transaction => fits(transaction, manner)),
    manner.hint ? placeholder(manner.hint) : [],
    overMarked,
    markdownLook,
    namedThings,
    ownDirection,
    carets,
    paper,
  ];
}

/**
 * Written over or deleted by the browser, a marked stretch of several lines leaves elements with styles of their own behind, to keep
 * the look of what was there. The content policy refuses those, and nobody wants them: so the text itself is changed.
 */
const overMarked = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const words = event.inputType === "insertText" ? event.data : event.inputType.startsWith("deleteContent") ? "" : null;
    if (words === null || !event.cancelable || view.composing || view.state.selection.main.empty) return false;
    view.dispatch({ ...view.state.replaceSelection(words), userEvent: words === "" ? "delete.selection" : "input.type", scrollIntoView: true });
    return true;
  },
});

function leave(view: EditorView): boolean {
  view.contentDOM.blur();
  return true;
}

/** The line break itself is written as ever. */
function ended(view: EditorView, manner: Manner): boolean {
  const { empty, head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  if (empty && head === line.to && !view.composing) manner.ended(line.text);
  return false;
}

/** What others write always fits: the server has taken it. */
function fits(transaction: Transaction, manner: Manner): boolean {
  const [before, after] = [transaction.startState.doc.length, transaction.newDoc.length];
  if (!transaction.docChanged || transaction.annotation(Transaction.remote) || after <= manner.longest || after <= before) return true;
  manner.tooLong(after);
  return false;
}

/** An editor where a text area stood. */
export class Mounted {
  readonly host: HTMLElement;
  private readonly view: EditorView;
  private readonly stillness: Stillness;
  private readonly box: Element;

  constructor(private readonly text: LiveText, readonly field: HTMLTextAreaElement, changed: { moved(): void; entered(): void; left(): void }) {
    const isWritten = document.activeElement === field;
    const [start, end, isBackward] = [field.selectionStart, field.selectionEnd, field.selectionDirection === "backward"];
    const height = Math.max(field.getBoundingClientRect().height, renderingOf(field)?.getBoundingClientRect().height ?? 0);

    this.box = field.closest(".field")!;
    this.host = make("div", { class: "live-text", id: field.id, "data-mine": "", "data-key": field.dataset.key, "data-key-label": field.dataset.keyLabel, "data-smell": field.dataset.smell });
    this.host.style.minHeight = `${lines(field)}px`;
    // It opens of itself because the other person writes: nothing below may move for that.
    if (!isWritten) [this.host.style.height, this.host.style.maxHeight] = [`${height}px`, "none"];
    const root = this.host.attachShadow({ mode: "open" });
    this.view = new EditorView({
      state: text.state, root, parent: root,
      dispatchTransactions: (transactions, view) => {
        this.stillness.during(transactions, () => view.update(transactions));
        text.took(transactions);
        if (transactions.some(transaction => transaction.docChanged && !transaction.annotation(Transaction.remote))) this.tellLine();
        if (transactions.some(transaction => transaction.selection || transaction.docChanged)) changed.moved();
      },
    });
    text.view = this.view;
    this.stillness = new Stillness(this.view, this.host);

    this.host.addEventListener("focusin", () => changed.entered());
    this.host.addEventListener("focusout", () => changed.left());
    this.host.addEventListener("click", () => this.focus());
    this.box.addEventListener("click", this.byLabel);
    this.box.toggleAttribute("data-held", true);
    field.replaceWith(this.host);
    if (isWritten) {
      const { doc } = this.view.state;
      // What stood in the field may be older than the text: its end stays the end, and any other place is the text's own.
      if (doc.toString() === field.value) this.view.dispatch({ selection: isBackward ? { anchor: end, head: start } : { anchor: start, head: end } });
      else if (start === field.value.length) this.view.dispatch({ selection: { anchor: doc.length } });
      this.focus();
    }
  }

  /** The caret is here, though another window may be in front for a moment. */
  get isWritten(): boolean {
    return this.host.isConnected && this.host.shadowRoot!.activeElement !== null;
  }

  /** Says which line is being written; behind a line break that is the one before. */
  private tellLine(): void {
    const { doc, selection } = this.view.state;
    const line = doc.lineAt(selection.main.head);
    const detail = line.text.trim() === "" && line.number > 1 ? doc.line(line.number - 1).text : line.text;
    this.host.dispatchEvent(new CustomEvent("rapport:line", { bubbles: true, detail }));
  }

  focus(): void {
    if (!this.view.hasFocus) this.view.focus();
  }

  /** Puts the text area back, with what is written now. */
  remove(): void {
    const words = this.view.state.doc.toString();
    const { anchor, head } = this.view.state.selection.main;
    const isWritten = this.isWritten;
    [this.field.value, this.field.defaultValue] = [words, words];
    this.field.dataset.version = String(this.text.version);
    this.text.view = undefined;
    this.box.removeEventListener("click", this.byLabel);
    this.box.removeAttribute("data-held");
    this.host.replaceWith(this.field);
    if (isWritten) {
      this.field.focus({ preventScroll: true });
      this.field.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head));
    }
    this.view.destroy();
  }

  private readonly byLabel = (event: Event) => {
    if (event.target instanceof HTMLLabelElement) this.focus();
  };
}

/** The same text as the server shows it to read, when it does. */
export function renderingOf(field: HTMLElement): HTMLElement | null {
  const before = field.closest(".field")?.previousElementSibling;
  return before instanceof HTMLElement && before.matches(".rendered") ? before : null;
}

/** As high as the lines that a field asks for. */
const lines = (field: HTMLTextAreaElement) => Math.max(48, field.rows * 26 + 22);
