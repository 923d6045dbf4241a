// A text that is only read stands as the server renders it, with its text area behind it. A click into it writes there.

/** The text area that stands behind what is read, when this is such a thing. */
function fieldBehind(read: Element): HTMLTextAreaElement | null {
  return read.nextElementSibling?.querySelector("textarea") ?? null;
}

export function readAt(event: MouseEvent): void {
  const target = event.target as Element;
  const read = target.closest(".rendered");
  const field = read && fieldBehind(read);
  if (!field || target.closest("a") || getSelection()?.isCollapsed === false) return;

  const place = placeAt(event.clientX, event.clientY, read, field.value);
  field.focus({ preventScroll: true });
  field.setSelectionRange(place, place);
}

/** Where in the source the words stand that were clicked: each piece of text is looked for after the one before it. */
function placeAt(x: number, y: number, read: Element, source: string): number {
  const clicked = document.caretPositionFromPoint?.(x, y);
  const walker = document.createTreeWalker(read, NodeFilter.SHOW_TEXT);
  let from = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent!.trimEnd();
    if (words.trim() === "") continue;
    const found = source.indexOf(words, from);
    if (node === clicked?.offsetNode) return found < 0 ? from : Math.min(found + clicked.offset, found + words.length);
    if (found >= 0) from = found + words.length;
  }
  return source.length;
}
