/** The smallest single change that makes one text of another, never splitting a sign in two; nothing when they are the same. */
export function smallestChange(from: string, to: string): { from: number; to: number; insert: string } | undefined {
  if (from === to) return undefined;

  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  let end = 0;
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;

  if (start > 0 && isFirstHalf(from.charCodeAt(start - 1))) start--;
  if (end > 0 && isSecondHalf(from.charCodeAt(from.length - end))) end--;
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}

const isFirstHalf = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isSecondHalf = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
