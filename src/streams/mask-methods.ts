import { createHmac } from 'node:crypto';

/** Stands for characters that are not shown, however many they are. */
export const HIDDEN = '****';

/** What a method makes of a text that is not blank; `null` leaves the cell blank. `key`: the secret of `hash`. */
interface MaskMethodDefinition {
  readonly description: string;
  readonly example: readonly [given: string, masked: string];
  mask(text: string, key: string): string | null;
}

/** A text with fewer characters shows none of them: its last four would be most of it. */
const MIN_CHARS_FOR_LAST4 = 8;
const HASH_DIGITS = 24;

/** How the values of a column can be masked. Whatever a method cannot read, such as an address without @, is hidden. */
export const MASK_METHODS = {
  hash: {
    description: 'an unguessable code, the same for equal values in all exports with this state folder',
    example: ['li.na@example.com', 'h3c0b9f6d8…'],
    // The letter keeps spreadsheets from reading digits as a number. With a secret key, nobody can try all numbers.
    mask: (text, key) => `h${createHmac('sha256', key).update(text).digest('hex').slice(0, HASH_DIGITS)}`,
  },
  last4: {
    description: 'the last four characters, if there are at least eight',
    example: ['+4915112345678', '****5678'],
    mask: (text) => {
      const characters = [...text];
      return characters.length < MIN_CHARS_FOR_LAST4 ? HIDDEN : `${HIDDEN}${characters.slice(-4).join('')}`;
    },
  },
  initials: {
    description: 'the first letter of each word',
    example: ['Li Na', 'L. N.'],
    mask: (text) => {
      const words = text.match(/\p{L}[\p{L}\p{M}\p{N}'’]*/gu) ?? [];
      if (words.join('').length < 2) return HIDDEN;
      return words.map((word) => `${String.fromCodePoint(word.codePointAt(0) ?? 0)}.`).join(' ');
    },
  },
  domain: {
    description: 'what follows the @ of an e-mail address',
    example: ['li.na@example.com', 'example.com'],
    mask: (text) => /^[^@]*@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(text.trim())?.[1] ?? HIDDEN,
  },
  year: {
    description: 'the year of a date',
    example: ['1990-04-12', '1990'],
    mask: (text) => /^([12]\d{3})-\d{2}-\d{2}(?!\d)/.exec(text.trim())?.[1] ?? HIDDEN,
  },
  remove: { description: 'nothing: a blank cell', example: ['VIP since 2019', ''], mask: () => null },
  keep: {
    description: 'the value itself: an exception from personal',
    example: ['gold', 'gold'],
    mask: (text) => text,
  },
} as const satisfies Record<string, MaskMethodDefinition>;

export type MaskMethod = keyof typeof MASK_METHODS;

export const MASK_METHOD_NAMES = Object.keys(MASK_METHODS) as readonly MaskMethod[];

/** Several values in one text are masked one by one, so that each can be compared. */
const VALUES_SEPARATOR = /\s*[;\n]\s*/;

/**
 * Masks a text; a blank one stays blank. JSON texts have values of several kinds: of those, methods that show a part of the
 * text hide all of it.
 */
export function maskText(method: MaskMethod, text: string, key: string): string | null {
  if (text.trim() === '' || method === 'remove') return null;
  const { mask }: MaskMethodDefinition = MASK_METHODS[method];
  if (method === 'keep') return text;
  if (/^\s*[[{]/.test(text)) return method === 'hash' ? mask(text, key) : HIDDEN;
  const parts = text.split(VALUES_SEPARATOR).filter((part) => part !== '');
  return parts.map((part) => mask(part, key)).join('; ');
}
