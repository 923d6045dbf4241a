// The index of the notes, in this worker's memory alone.
import MiniSearch from "minisearch";
import type { Note } from "./items";

interface Indexed {
  id: string;
  text: string;
  tags: string;
}

export class NoteIndex {
  private readonly index = new MiniSearch<Indexed>({
    fields: ["text", "tags"],
    // Letters without their accents, so that one finds "cafe" as well as "café".
    processTerm: term => term.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase(),
    searchOptions: { prefix: term => term.length > 1, fuzzy: term => (term.length > 3 ? 0.25 : false), combineWith: "AND", boost: { tags: 2 } },
  });

  put(id: string, note: Note): void {
    if (this.index.has(id)) this.index.discard(id);
    this.index.add({ id, text: note.text, tags: note.tags.join(" ") });
  }

  drop(id: string): void {
    if (this.index.has(id)) this.index.discard(id);
  }

  /** Ids, best first. */
  find(words: string): string[] {
    return this.index.search(words).map(found => found.id as string);
  }
}
