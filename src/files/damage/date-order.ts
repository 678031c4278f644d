const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b/;

/** How a date such as `25/12/2024` must be read: `day` or `month` first; nothing where both are possible, or it is no such date. */
export function dateOrder(text: string): 'day' | 'month' | undefined {
  const match = slashed.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = Number(match[2]);
  if (first > 12 && first <= 31 && second >= 1 && second <= 12) return 'day';
  return second > 12 && second <= 31 && first >= 1 && first <= 12 ? 'month' : undefined;
}

/** Is this a date of three numbers, in whatever order? */
export function looksLikeDate(text: string): boolean {
  return slashed.test(text);
}
