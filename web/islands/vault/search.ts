// The index of the notes, in this worker's memory alone: which notes have which word. It is made anew at each opening, so making it
// must be quick; asking it looks through all the words there are, which are few beside the notes.
import type { Note } from "./items";

const ascii = /^[\x00-\x7f]*$/;
// Scripts that put no space between words: there a word may begin anywhere.
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** Words as they are compared: in small letters, without accents, so that one finds "cafe" as well as "café". */
function wordsIn(text: string): string[] {
  if (ascii.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Which letters a word has, roughly: two words that differ in more places than are forgiven differ in these as well. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bits(number: number): number {
  let count = 0;
  for (let rest = number; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const slipsForgiven = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

/** Whether one word becomes the other by at most so many letters changed, added or left out. */
function isNear(one: string, other: string, slips: number): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    let least = at;
    for (let beside = 1; beside <= other.length; beside++) {
      const cost = Math.min(row[beside]! + 1, next[beside - 1]! + 1, row[beside - 1]! + (one.charCodeAt(at - 1) === other.charCodeAt(beside - 1) ? 0 : 1));
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > slips) return false;
    row = next;
  }
  return row[other.length]! <= slips;
}

interface Known {
  letters: number;
  /** Numbers of notes, in the order of their putting. */
  notes: number[];
}

export class NoteIndex {
  private readonly known = new Map<string, Known>();
  /** The note of each number; nothing where it was put anew or dropped. */
  private readonly ids: (string | null)[] = [];
  private readonly numbers = new Map<string, number>();

  put(id: string, note: Note): void {
    this.drop(id);
    const number = this.ids.push(id) - 1;
    this.numbers.set(id, number);
    for (const word of wordsIn(note.text)) this.note(word, number);
    for (const tag of note.tags) for (const word of wordsIn(tag)) this.note(word, number);
  }

  private note(word: string, number: number): void {
    const known = this.known.get(word);
    if (!known) this.known.set(word, { letters: lettersOf(word), notes: [number] });
    else if (known.notes[known.notes.length - 1] !== number) known.notes.push(number);
  }

  drop(id: string): void {
    const number = this.numbers.get(id);
    if (number === undefined) return;
    this.numbers.delete(id);
    this.ids[number] = null;
  }

  /** Ids of the notes that have all these words, best first. */
  find(words: string): string[] {
    const worths = [...new Set(wordsIn(words))].map(word => this.having(word));
    const found: { number: number; worth: number }[] = [];
    for (let number = this.ids.length - 1; number >= 0 && worths.length > 0; number--) {
      if (this.ids[number] === null || worths.some(worth => worth[number] === 0)) continue;
      found.push({ number, worth: worths.reduce((sum, worth) => sum + worth[number]!, 0) });
    }
    return found.sort((one, other) => other.worth - one.worth).map(({ number }) => this.ids[number]!);
  }

  /** What each note is worth for a word: nothing without it or one like it, and the rarer and the more alike, the more. */
  private having(word: string): Float32Array {
    const having = new Float32Array(this.ids.length);
    const [letters, slips, isUnspaced] = [lettersOf(word), slipsForgiven(word.length), unspaced.test(word)];
    for (const [term, known] of this.known) {
      const alike = term === word ? 1 : isUnspaced ? (term.includes(word) ? 0.7 : 0)
        : word.length > 1 && term.startsWith(word) ? 0.5 + 0.3 * (word.length / term.length)
          : slips > 0 && Math.abs(term.length - word.length) <= slips && bits(letters ^ known.letters) <= 2 * slips && isNear(word, term, slips) ? 0.3 : 0;
      if (alike === 0) continue;
      const worth = alike * Math.log(1 + this.numbers.size / known.notes.length);
      for (const number of known.notes) if (having[number]! < worth) having[number] = worth;
    }
    return having;
  }
}
