// What goes over the line about a text, in the words of the hub. Positions count UTF-16 units, a line break is one.

/** Where a text stands: what it is, and under which point of the meeting. */
export interface Place {
  kind: string;
  point: string | null;
}

/** A change as it travels: lengths that stay, and [deleted, ...inserted lines]. */
export type Written = unknown;

export interface Change {
  /** The text as it was opened in one tab. */
  client: string;
  by: string;
  change: Written;
}

/** A text as the server knows it. */
export interface Standing {
  version: number;
  text: string;
}

export type Pulled = { version: number; changes: Change[] } | Standing;

export type Pushed =
  | { outcome: "taken"; version: number }
  | { outcome: "behind"; version: number; changes: Change[] }
  | { outcome: "folded"; version: number; text: string }
  | { outcome: "refused"; why: string };

/** Where another person writes just now; without a place they write nowhere. */
export interface Caret {
  person: string;
  name: string;
  version: number;
  anchor: number;
  head: number;
}

export const keyOf = (place: Place) => `${place.kind}:${place.point ?? ""}`;
