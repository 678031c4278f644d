import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cellText } from '../../files/index.ts';
import { narrow } from '../fold.ts';
import { ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { defineTransform, type Transform } from './transform.ts';

const NO_PARAMETER = z.undefined();

/** A transform without parameter that depends only on the text. */
function plain(
  name: string,
  description: string,
  example: { in: string; out: string },
  apply: (text: string) => string,
): Transform {
  return defineTransform({
    name,
    description,
    parameter: NO_PARAMETER,
    examples: [{ use: name, ...example }],
    make: () => (cell) => apply(cellText(cell)),
  });
}

const trim = plain(
  'trim',
  'Removes outer space; always done, unless `keep` is given.',
  { in: '  Li Na ', out: 'Li Na' },
  (text) => text.trim(),
);

const keep = defineTransform({
  name: 'keep',
  description: 'Keeps the space around the text.',
  parameter: NO_PARAMETER,
  examples: [{ use: 'keep', in: '  two spaces', out: '  two spaces' }],
  keepsSpace: true,
  make: () => (cell) => cellText(cell),
});

const lower = plain('lower', 'Lower case.', { in: 'Li.Na@Example.COM', out: 'li.na@example.com' }, (text) =>
  text.toLowerCase(),
);
const upper = plain('upper', 'Upper case.', { in: 'de', out: 'DE' }, (text) => text.toUpperCase());

const title = plain(
  'title',
  'Capitalises each word; the rest becomes lower case.',
  { in: 'MARIA garcía', out: 'Maria García' },
  (text) => text.toLowerCase().replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase()),
);

const collapse = plain(
  'collapse',
  'Replaces every run of spaces and line breaks by one space.',
  { in: 'Li   Na\n(Ms)', out: 'Li Na (Ms)' },
  (text) => text.replace(/\s+/g, ' '),
);

const digits = plain(
  'digits',
  'Keeps only digits; full-width digits become plain ones.',
  { in: '+86 (138) 0013-8000', out: '8613800138000' },
  (text) => narrow(text).replace(/[^0-9]+/g, ''),
);

const slice = defineTransform({
  name: 'slice',
  description:
    'Cuts the text: `slice: 50` keeps the first 50 characters, `slice: [2, 5]` the third to the fifth; negative numbers count from the end. Never cuts an emoji in half.',
  parameter: z.union([z.int(), z.tuple([z.int(), z.int()])]),
  examples: [
    { use: { slice: 5 }, in: 'Shanghai', out: 'Shang' },
    { use: { slice: [2, 5] }, in: 'Shanghai', out: 'ang' },
    { use: { slice: [-4, 99] }, in: '6225880012345678', out: '5678' },
  ],
  make: (range) => {
    const [from, to] = typeof range === 'number' ? (range < 0 ? [range, undefined] : [0, range]) : range;
    return (cell) => {
      const text = cellText(cell);
      // Most texts have no character of two code units, and testing is cheaper than splitting them.
      return /[\uD800-\uDFFF]/.test(text) ? [...text].slice(from, to).join('') : text.slice(from, to);
    };
  },
});

const prefix = defineTransform({
  name: 'prefix',
  description: 'Puts a text in front of a value that is not blank.',
  parameter: z.string(),
  takesTexts: true,
  examples: [{ use: { prefix: 'CRM-' }, in: '0042', out: 'CRM-0042' }],
  make: (text) => (cell) => text + cellText(cell),
});

const fallback = defineTransform({
  name: 'default',
  description: 'The value of a blank cell.',
  parameter: z.union([z.string(), z.number(), z.boolean()]).transform(String),
  examples: [
    { use: { default: 'unknown' }, in: '', out: 'unknown' },
    { use: { default: 'unknown' }, in: 'Li Na', out: 'Li Na' },
  ],
  onBlank: true,
  takesTexts: true,
  make: (value) => (cell) => {
    const text = cellText(cell);
    return text.trim() === '' ? value : text;
  },
});

const join = defineTransform({
  name: 'join',
  description: 'Joins the columns (or the parts of a split) that are not blank.',
  parameter: z.string(),
  examples: [{ use: { join: ' ' }, in: ['Maria', '', 'Garcia'], out: 'Maria Garcia' }],
  makeForAll: (separator) => (cells) =>
    cells
      .map(cellText)
      .filter((text) => text !== '')
      .join(separator),
});

const split = defineTransform({
  name: 'split',
  description:
    'Splits the text into several values; blank ones are dropped. The key `split` does the same after all transforms.',
  parameter: z.string().min(1),
  examples: [{ use: { split: ';' }, in: 'Fishing; Music;', out: ['Fishing', 'Music'] }],
  make: (separator) => (cell) => splitText(cellText(cell), separator),
});

/** The parts of a text between separators, trimmed, without blank ones. */
export function splitText(text: string, separator: string | RegExp): string[] {
  const parts: string[] = [];
  for (const part of text.split(separator)) {
    const trimmed = part.trim();
    if (trimmed !== '') parts.push(trimmed);
  }
  return parts;
}

const email = defineTransform({
  name: 'email',
  description:
    'Checks that the text is one e-mail address; removes `mailto:` and `<…>` and writes the domain in lower case.',
  parameter: NO_PARAMETER,
  examples: [
    { use: 'email', in: 'Li Na <Li.Na@Example.COM>', out: 'Li.Na@example.com' },
    { use: 'email', in: 'li.na@example' },
  ],
  make: () => (cell) => {
    const text = cellText(cell);
    const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().replace(/^mailto:/i, '');
    const at = address.lastIndexOf('@');
    if (
      address.length > 254 ||
      !/^[^\s@<>(),;:"\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u.test(
        address,
      )
    ) {
      return new ValueError('bad-email', VALUE_MESSAGES['bad-email'].text.address());
    }
    return address.slice(0, at) + address.slice(at).toLowerCase();
  },
});

export const textTransforms: readonly Transform[] = [
  trim,
  keep,
  lower,
  upper,
  title,
  collapse,
  digits,
  slice,
  prefix,
  fallback,
  join,
  split,
  email,
];

const replaceParameter = z.union([
  z.strictObject({ text: z.string().min(1), with: z.string() }),
  z.strictObject({ pattern: z.string().min(1), with: z.string() }),
]);

/** Replacement by text or by RE2 pattern: RE2 takes linear time, so no pattern can hang a run. */
export const replace = defineTransform({
  name: 'replace',
  description:
    'Replaces every occurrence of a text, or of a pattern (RE2 syntax, `$1` is the first group). Write `(?i)` first to ignore case.',
  parameter: replaceParameter,
  examples: [
    { use: { replace: { text: '-', with: '' } }, in: '138-0013-8000', out: '13800138000' },
    { use: { replace: { pattern: '^(\\w+), (\\w+)$', with: '$2 $1' } }, in: 'Garcia, Maria', out: 'Maria Garcia' },
  ],
  make: async (options) => {
    if ('text' in options) return (cell) => cellText(cell).replaceAll(options.text, () => options.with);
    const { RE2JS } = await import('re2js');
    const pattern = RE2JS.compile(options.pattern);
    return (cell) => pattern.matcher(cellText(cell)).replaceAll(options.with);
  },
});

/** One-way pseudonyms, for columns that link records without being sent. */
export const hash = defineTransform({
  name: 'hash',
  description: 'Writes the SHA-256 of the text in hex (or its first characters: `hash: 16`).',
  parameter: z.int().min(8).max(64).optional(),
  examples: [{ use: { hash: 16 }, in: 'li.na@example.com', out: '2df6ace21e6b4e88' }],
  make: (length) => (cell) => createHash('sha256').update(cellText(cell)).digest('hex').slice(0, length),
});
