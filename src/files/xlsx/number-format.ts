import { type DigitsFormat, digitsFormat } from './digits-format.ts';
import { type FormatToken, formatSections } from './format-tokens.ts';

/** What a number format makes of a number, as far as its text carries information that the number does not. */
export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'percent' }
  /** Dates and times; `time` formats show no day, `duration` formats count hours past 24, few show parts of a second. */
  | { readonly kind: 'date' | 'time' | 'datetime' | 'duration'; readonly showsFractions?: true }
  | DigitsFormat;

const plain: NumberFormat = { kind: 'plain' };
const percent: NumberFormat = { kind: 'percent' };

/** Formats that a file may use by number without defining them (ECMA-376, 18.8.30), East Asian dates included. */
const BUILT_IN_FORMATS: readonly (readonly [format: NumberFormat, ids: readonly number[]])[] = [
  [percent, [9, 10]],
  [{ kind: 'date' }, [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]],
  [{ kind: 'time' }, [18, 19, 20, 21, 32, 33, 34, 35, 45, 55, 56]],
  [{ kind: 'time', showsFractions: true }, [47]],
  [{ kind: 'datetime' }, [22]],
  [{ kind: 'duration' }, [46]],
];

/** A format by its number, where the file does not define it. */
export function builtInFormat(id: number): NumberFormat {
  return BUILT_IN_FORMATS.find(([, ids]) => ids.includes(id))?.[0] ?? plain;
}

/** Reads a format code such as `yyyy-mm-dd` or `00000`. Its first section, for positive numbers, tells what it shows. */
export function parseFormat(code: string): NumberFormat {
  const sections = formatSections(code);
  const bare = bareText(sections[0] ?? []);
  const fractions = /s\.0/i.test(bare) ? ({ showsFractions: true } as const) : {};
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return { kind: 'duration', ...fractions };
  const letters = bare.replace(/\[[^\]]*\]/g, '');
  const clock = /[hs]|am\/pm|a\/p/i.test(letters.replace(/e[+-]/gi, ''));
  const day = /[yd]/i.test(letters) || (!clock && /m/i.test(letters));
  if (day || clock) return { kind: day && clock ? 'datetime' : day ? 'date' : 'time', ...fractions };
  if (letters.includes('%')) return percent;
  return digitsFormat(sections) ?? plain;
}

/** What a section says beside its quoted text and the word General. */
function bareText(tokens: readonly FormatToken[]): string {
  return tokens
    .filter(({ isQuoted }) => !isQuoted)
    .map(({ text }) => text)
    .join('')
    .replace(/general/gi, '');
}
