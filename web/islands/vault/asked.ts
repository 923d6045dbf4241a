// What pages ask of the worker, and what it tells them.
import type { Note } from "./items";
import type { Person } from "./takeout";
import type { WrapKind } from "./wraps";

/** A secret as it crosses to the worker; a device's own key the worker finds by itself. */
export type Shown =
  | { kind: "passphrase"; passphrase: string }
  | { kind: "recovery"; typed: string }
  | { kind: "passkey"; output: Uint8Array<ArrayBuffer>; credential: string; salt: Uint8Array<ArrayBuffer> }
  | { kind: "device" };

/** What passkeys computed, wherever it stands in a question: it moves to the worker, and is cleared there when it has served. */
export function computedIn(asked: unknown): Uint8Array<ArrayBuffer>[] {
  const { secret, shown, secrets, added } = (asked ?? {}) as { secret?: Shown; shown?: Shown; secrets?: Shown[]; added?: Shown[] };
  return [secret, shown, ...(secrets ?? []), ...(added ?? [])].flatMap(one => (one?.kind === "passkey" ? [one.output] : []));
}

export interface Status {
  isOn: boolean;
  isOpen: boolean;
  /** Null where there is none yet. */
  vault: { id: string; ways: WrapKind[]; passkeys: { id: string; credential: string; salt: string }[]; foundedOn: string; isRotating: boolean } | null;
  retired: { id: string; until: string }[];
  /** When they last showed that they have their recovery code; null where none is due to be shown, or all is closed. */
  codeShownAt: string | null;
  /** This browser has the key of a vault that was begun here and not finished. */
  isBegunHere: boolean;
}

export interface Shelf {
  notes: { id: string; revision: number; note: Note; deleteAfter: number }[];
  /** How many there are in all, of those asked for. */
  count: number;
  tags: string[];
}

/** How many notes there are about somebody, and what is to become of them. */
export interface About {
  person: string;
  ids: string[];
  /** Those for which nothing was chosen yet. */
  undecided: string[];
  /** The days after which the others go, the first one first. */
  days: number[];
}

export interface Wanted {
  words?: string;
  about?: string;
  tag?: string;
  series?: string;
  point?: string;
  kind?: Note["kind"];
  atMost: number;
}

export interface Questions {
  /** Whether they are open; if they are being opened just now, once that is over. */
  hello(asked: { person: string; page: string; isHidden: boolean }): boolean;
  status(): Status;
  found(asked: { secrets: Shown[] }): void;
  begin(): void;
  unlock(asked: { secret: Shown; vault?: string }): void;
  lock(): void;
  list(asked: Wanted): Shelf;
  save(asked: { id: string; note: Note; basedOn: number | null; deleteAfter: number }): number;
  erase(asked: { ids: string[] }): void;
  keepUntil(asked: { ids: string[]; deleteAfter: number }): void;
  abouts(): About[];
  sync(): void;
  changeDoors(asked: { shown: Shown; added: Shown[]; removed: (WrapKind | string)[] }): void;
  rotate(asked: { shown: Shown; secrets: Shown[] }): void;
  tryCode(asked: { typed: string }): void;
  takeout(asked: { as: "markdown" | "json" | "encrypted"; people: Person[] }): string;
  retire(asked: { vault: string }): void;
  bringOver(asked: { vault: string; secret: Shown }): number;
  touch(): void;
  look(asked: { isHidden: boolean | null }): void;
  meets(asked: { isRunning: boolean }): void;
}

export type Push = { push: "locked"; why: "asked" | "idle" | "keys" | "person" } | { push: "opened" } | { push: "changed" } | { push: "trouble"; message: string };
