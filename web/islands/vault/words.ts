// What one can write down: passphrases of six words and recovery codes. The words are made of syllables of our own, 2^7
// beginnings and 2^6 ends, each equally likely: 13 bits a word, so six words are exactly 78 bits.
import { random, type Bytes } from "./bytes";
import { Refused } from "./format";

const onsets = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "bl", "br", "dr", "fl", "gr", "kl", "kr", "pl", "st", "tr"];
const vowels = ["a", "e", "i", "o", "u"];

/** 128 beginnings, each ending in a vowel; of 130 possible ones, two that would be misread are left out. */
export const beginnings = onsets.flatMap(onset => vowels.map(vowel => onset + vowel)).filter(one => one !== "wu" && one !== "fu");

/** 64 ends, each beginning with a consonant, so that no two words are spelled alike. */
export const ends = ["b", "d", "k", "l", "m", "n", "r", "t"].flatMap(onset => ["an", "el", "en", "ik", "in", "om", "or", "us"].map(rest => onset + rest));

const words = 6;

export function newPassphrase(): string {
  const drawn = crypto.getRandomValues(new Uint16Array(words));
  return [...drawn].map(number => beginnings[number & 127]! + ends[(number >> 7) & 63]!).join(" ");
}

// Crockford's alphabet: no I, L, O or U, so that nothing is misread.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const codeLength = 20;
export const groups = 8;

/** Drawn anew in the one case of some 160,000 that holds letters alone: it would be taken for a passphrase. */
export function newCode(): Bytes {
  const code = random(codeLength);
  return hasFigure(writeCode(code).join("")) ? code : newCode();
}

/** 160 bits as eight groups of four. */
export function writeCode(code: Bytes): string[] {
  let [held, bits, written] = [0, 0, ""];
  for (const byte of code) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) written += alphabet[(held >> (bits - 5)) & 31];
  }
  return written.match(/.{4}/g)!;
}

export const tidyGroup = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[IL]/g, "1").replaceAll("O", "0");

const hasFigure = (text: string): boolean => /[0-9]/.test(text);

/** Eight groups of four with a figure among them, which no passphrase of ours has. */
export const looksLikeCode = (typed: string): boolean => /^[0-9a-z]{4}([-\s]*[0-9a-z]{4}){7}$/i.test(typed.trim()) && hasFigure(typed);

export function readCode(typed: string): Bytes {
  const tidy = tidyGroup(typed);
  const code = new Uint8Array(codeLength);
  let [held, bits, at] = [0, 0, 0];
  for (const letter of tidy) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new Refused("wrong", "A recovery code holds the digits 0 to 9 and letters without I, L, O and U.");
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      if (at < codeLength) code[at] = (held >> bits) & 255;
      at++;
    }
  }
  if (tidy.length !== groups * 4) throw new Refused("wrong", `A recovery code has ${groups} groups of four; this one has ${tidy.length} of ${groups * 4} characters.`);
  return code;
}
