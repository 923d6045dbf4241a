// What one's own passphrase must be: long, and not what somebody would try first. It is looked at in this browser alone, by the rules
// and with the lists that the server has for passwords (PasswordRules.cs; a test holds them together); the lists come with this
// program, and nothing is asked of anybody.
import list from "../../../src/Rapport/Features/Accounts/common-passwords.txt";
import ours from "../../../src/Rapport/Features/Accounts/product-words.txt";

const least = 15;
const longest = 1000;

// What a guesser's programs know, each worth as much as so many characters that they do not know.
const wordWorth = 3;
const knownWorth = 1;
const enough = 9;

const wordsOf = (lines: string) => new Set(lines.split("\n").filter(word => word !== ""));
const [common, ofTheProduct] = [wordsOf(list), wordsOf(ours)];
const longestWord = Math.max(...[...common, ...ofTheProduct].map(word => word.length));
const accents = new Map(["a@áàâãäåąā", "cćčç", "dđďð", "eéèêëęěėē", "gğ", "iíìîïıī", "lł", "nńñňņ", "oóòôõöøőō", "rř", "s$śšșşß", "tťțţ", "uúùûüůűū", "yýÿ", "zźżž"]
  .flatMap(([plain, ...accented]) => accented.map(letter => [letter, plain!] as const)));
const letters: Record<string, string> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };

// Alphabets, rows and columns of keyboards; a run along one of them, either way, is one thought.
const walks = [
  "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()", "147258369", "1q2w3e4r5t6y7u8i9o0p",
].flatMap(walk => [walk, [...walk].reverse().join("")]);

/** Case, accents and the usual swaps of letters for signs hide nothing from a guesser. */
function plainly(text: string): string {
  // Letter by letter and no letter into two, and then by units, as the server reads them.
  const lower = (letter: string) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter);
  const plain = [...text].map(lower).join("").split("").map(letter => accents.get(letter) ?? letter);
  const is = (at: number, what: RegExp) => what.test(plain[at] ?? "");
  for (let at = 1; at < plain.length - 1; at++) {
    const length = is(at + 1, /^[0-9]$/) ? 2 : 1;
    if (!is(at, /^[0-9]$/) || !is(at - 1, /^\p{L}$/u) || !is(at + length, /^\p{L}$/u)) continue;
    for (let digit = at; digit < at + length; digit++) plain[digit] = letters[plain[digit]!] ?? plain[digit]!;
  }
  return plain.join("");
}

function longestWalk(plain: string, at: number): number {
  let longest = 1;
  while (plain[at + longest] === plain[at]) longest++;
  for (const walk of walks) {
    for (let start = walk.indexOf(plain[at]!); start >= 0; start = walk.indexOf(plain[at]!, start + 1)) {
      let length = 1;
      while (at + length < plain.length && start + length < walk.length && plain[at + length] === walk[start + length]) length++;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

function part(plain: string, at: number): [length: number, worth: number] {
  const walk = longestWalk(plain, at);
  for (let length = Math.min(plain.length - at, longestWord); length > Math.max(walk, 2); length--) {
    const word = plain.slice(at, at + length);
    if (ofTheProduct.has(word)) return [length, knownWorth];
    if (length > 3 && common.has(word)) return [length, wordWorth];
  }
  if (walk >= 3) return [walk, knownWorth];
  return /^(19|20)\d\d/.test(plain.slice(at)) ? [4, knownWorth] : [1, 1];
}

/** How many characters are left for a guesser when everything predictable counts for little, and once. */
export function worthOf(passphrase: string): number {
  const plain = plainly(passphrase);
  const parts = new Set<string>();
  let sum = 0;
  for (let at = 0; at < plain.length; ) {
    const [length, worth] = part(plain, at);
    const word = plain.slice(at, at + length);
    if (!parts.has(word)) sum += worth;
    parts.add(word);
    at += length;
  }
  return sum;
}

/** Why somebody's own passphrase will not do; null if it will. */
export function weakness(passphrase: string): string | null {
  const typed = passphrase.normalize("NFC").trim().replace(/\s+/g, " ");
  if ([...typed].length < least) return "Use at least 15 characters. Four or more unrelated words are easy to remember.";
  if ([...typed].length > longest) return "Use at most 1,000 characters.";
  if (worthOf(typed) < enough || common.has(plainly(typed).replaceAll(" ", "")))
    return "This one is among the first that anybody would try: common words, dates or keys in a row. Choose unrelated words, or take the one we made.";
  return null;
}
