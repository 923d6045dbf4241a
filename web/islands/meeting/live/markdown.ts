// Markdown as it is being written: the words look as they will, the signs that make them so step back.
import type { Extension, Range, Text } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { GFM, parser } from "@lezer/markdown";

const markdown = parser.configure(GFM);

const inLine: Record<string, Decoration> = Object.fromEntries(Object.entries({
  StrongEmphasis: "strong", Emphasis: "emphasis", Strikethrough: "struck", InlineCode: "code", Link: "link", Autolink: "link", URL: "address",
  HeaderMark: "sign", EmphasisMark: "sign", StrikethroughMark: "sign", CodeMark: "sign", CodeInfo: "sign", LinkMark: "sign", LinkTitle: "sign",
  ListMark: "sign", QuoteMark: "sign", TaskMarker: "sign", HorizontalRule: "sign", TableDelimiter: "sign",
}).map(([node, look]) => [node, Decoration.mark({ class: look })]));

const wholeLines: Record<string, Decoration> = Object.fromEntries(
  [...["ATXHeading1", "ATXHeading2", "ATXHeading3", "ATXHeading4", "ATXHeading5", "ATXHeading6", "SetextHeading1", "SetextHeading2"].map(node => [node, "heading"] as const),
    ["FencedCode", "block"] as const, ["CodeBlock", "block"] as const, ["Blockquote", "quote"] as const]
    .map(([node, look]) => [node, Decoration.line({ class: look })]));

function look(text: Text): DecorationSet {
  const found: Range<Decoration>[] = [];
  markdown.parse(text.toString()).iterate({
    enter({ name, from, to }) {
      const [inside, whole] = [inLine[name], wholeLines[name]];
      if (inside && from < to) found.push(inside.range(from, to));
      if (whole) for (let line = text.lineAt(from); ; line = text.line(line.number + 1)) {
        found.push(whole.range(line.from));
        if (line.to >= to || line.number === text.lines) break;
      }
    },
  });
  return Decoration.set(found, true);
}

export const markdownLook: Extension = ViewPlugin.fromClass(class {
  drawn: DecorationSet;

  constructor(view: EditorView) {
    this.drawn = look(view.state.doc);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) this.drawn = look(update.state.doc);
  }
}, { decorations: plugin => plugin.drawn });

/** Each line reads in the direction of its own words. */
export const ownDirection: Extension = [
  EditorView.perLineTextDirection.of(true),
  ViewPlugin.fromClass(class {
    drawn: DecorationSet;

    constructor(view: EditorView) {
      this.drawn = directions(view.state.doc);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.drawn = directions(update.state.doc);
    }
  }, { decorations: plugin => plugin.drawn }),
];

const byItself = Decoration.line({ attributes: { dir: "auto" } });

function directions(text: Text): DecorationSet {
  const lines: Range<Decoration>[] = [];
  for (let number = 1; number <= text.lines; number++) lines.push(byItself.range(text.line(number).from));
  return Decoration.set(lines);
}
