import type { Payload } from '../../targets/target.ts';

/** Is a customer of the list the one that a payload would have made? `unsure` where the list does not say enough. */
export type CustomerMatch = 'same' | 'unsure' | 'other';

/** Members that tell customers apart and that the list repeats. */
const IDENTITY = ['partnerid', 'tel', 'email', 'qq', 'wx', 'visitorids', 'wx_build_unionid'] as const;

/**
 * Compares what was sent with a row of the list. The same: its nick, at least one identity that is equal and none that
 * differs. An identity that the server may have rewritten, or a mere namesake, makes it unsure.
 */
export function matchCustomer(payload: Payload, row: Readonly<Record<string, unknown>>): CustomerMatch {
  let equal = 0;
  let alike = 0;
  for (const member of IDENTITY) {
    const sent = textOf(payload[member]);
    const seen = textOf(row[member]);
    if (sent === undefined || seen === undefined) continue;
    if (seen === sent) equal += 1;
    else if (isAlike(sent, seen)) alike += 1;
    else return 'other';
  }
  const isNamesake = textOf(payload['nick'])?.normalize() === textOf(row['nick'])?.normalize();
  if (equal > 0 && alike === 0 && isNamesake) return 'same';
  return equal + alike > 0 || isNamesake ? 'unsure' : 'other';
}

/** Two payloads of the same looks cannot be told apart in the list. */
export function matchKey(payload: Payload): string {
  return JSON.stringify(
    ['nick', ...IDENTITY].map((member) => textOf(payload[member])?.normalize('NFKC').toLowerCase() ?? ''),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).trim() || undefined;
}

const LEAST_DIGITS = 6;

/** Could the server have made one of the other? It may change case and form, or leave out a telephone's country. */
function isAlike(one: string, other: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  if (fold(one) === fold(other)) return true;
  const digits = [one, other].map((text) => text.replace(/\D+/g, '').replace(/^0+/, ''));
  const [short = '', long = ''] = digits.sort((a, b) => a.length - b.length);
  return short.length >= LEAST_DIGITS && long.endsWith(short);
}
