// How a text looks while it is written. The tokens come in from the page as custom properties.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export const paper: Extension = EditorView.theme({
  "&": {
    border: "1px solid var(--field-edge)", borderRadius: "var(--radius)", background: "var(--field)", color: "var(--ink)",
    minHeight: "inherit", maxHeight: "inherit", height: "100%", transition: "border-color var(--motion)",
  },
  "&.cm-focused": { borderColor: "var(--pen)", outline: "2px solid var(--pen)", outlineOffset: "-1px" },
  ".cm-scroller": { font: "var(--text) / var(--text-line) var(--hand)", overflow: "auto", overflowAnchor: "none", borderRadius: "inherit" },
  ".cm-content": { padding: "10px 0 calc(10px + var(--slack, 0px))", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px", unicodeBidi: "plaintext" },
  ".cm-placeholder": { color: "var(--ink-2)" },

  ".strong": { fontWeight: "600" },
  ".emphasis": { fontStyle: "italic" },
  ".struck": { textDecoration: "line-through" },
  ".code, .block": { fontFamily: "ui-monospace, monospace", fontSize: "0.9em" },
  ".heading": { fontWeight: "600" },
  ".quote": { color: "var(--ink-2)" },
  ".link": { color: "var(--pen)" },
  ".sign, .address": { color: "var(--ink-2)", fontWeight: "400", fontStyle: "normal" },

  ".thing": { whiteSpace: "normal" },
  ".thing > svg": { verticalAlign: "-3px" },
  ".thing > a": { color: "inherit" },
  ".thing > .facts": { color: "var(--ink-2)", font: "var(--small) / 1 var(--print)" },
  ".thing > .is-late, .thing > .loop-mark.is-late": { color: "var(--warn)" },

  ".their-caret": { position: "relative" },
  ".their-caret::after": { content: "''", position: "absolute", insetBlock: "-2px", insetInlineStart: "-1px", width: "2px", background: "var(--pen)" },
  ".their-selection": { background: "color-mix(in srgb, var(--pen) 18%, transparent)" },
  ".names": { position: "absolute", inset: "0", pointerEvents: "none" },
  // On the upper edge, above their caret, where it covers no word on any width.
  ".name": {
    position: "absolute", top: "0", left: "clamp(10px, var(--left), 100% - 104px)", transform: "translateY(-50%)", maxWidth: "96px", paddingInline: "4px",
    overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", background: "linear-gradient(var(--paper) 50%, var(--field) 50%)",
    font: "600 var(--marks) / var(--marks-line) var(--print)", color: "var(--pen)",
  },
  ".more-below": {
    position: "absolute", insetBlockEnd: "0", insetInlineEnd: "14px", minHeight: "44px", padding: "0", border: "0", background: "none",
    font: "var(--small) / var(--small-line) var(--print)", color: "var(--pen)", textDecoration: "underline", textUnderlineOffset: "4px", cursor: "pointer",
  },
  ".more-below[hidden]": { display: "none" },
  "@media (forced-colors: active)": { ".their-caret::after": { background: "Highlight" } },
});
