// How long a note is kept: until its author erases it, or until a day is over that they know and the server does too. Days are
// counted from 1970, in UTC, and 0 is none.
const length = 86_400_000;
const usualDays = 180;
const daysToReview = 30;

export const dayOf = (text: string): number => Math.round(Date.parse(`${text}T00:00:00Z`) / length);
export const dayText = (days: number): string | null => (days ? new Date(days * length).toISOString().slice(0, 10) : null);
export const today = (): number => Math.floor(Date.now() / length);

/** Kept until it is erased, by a decision: nothing asks about it again. */
export const forGood = dayOf("9999-12-31");

export const isOver = (deleteAfter: number): boolean => deleteAfter !== 0 && deleteAfter < today();

/**
 * How long notes about somebody are kept whom one no longer meets, if nothing else is chosen. To the end of a month, since the
 * day itself would tell the server with whose last meeting it has to do.
 */
export function usualEnd(metUntil: string): number {
  const last = new Date(Math.max(dayOf(metUntil) + usualDays, today() + daysToReview) * length);
  return Math.round(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 0) / length);
}
