/** The part of a number format that adds information to a number, such as leading zeros. */
export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'percent' }
  /** Dates and times; `time` formats show no day, `duration` formats count hours past 24, few show parts of a second. */
  | { readonly kind: 'date' | 'time' | 'datetime' | 'duration'; readonly showsFractions?: true }
  | DigitsFormat;

const PLAIN: NumberFormat = { kind: 'plain' };
const PERCENT: NumberFormat = { kind: 'percent' };

/** Formats that a file can use by number without defining them (ECMA-376, 18.8.30), East Asian dates included. */
const BUILT_IN_FORMATS: readonly (readonly [format: NumberFormat, ids: readonly number[]])[] = [
  [PERCENT, [9, 10]],
  [{ kind: 'date' }, [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]],
  [{ kind: 'time' }, [18, 19, 20, 21, 32, 33, 34, 35, 45, 55, 56]],
  [{ kind: 'time', showsFractions: true }, [47]],
  [{ kind: 'datetime' }, [22]],
  [{ kind: 'duration' }, [46]],
];

/** A format by its number, where the file does not define it. */
export function builtInFormat(id: number): NumberFormat {
  return BUILT_IN_FORMATS.find(([, ids]) => ids.includes(id))?.[0] ?? PLAIN;
}

/** Reads a format code such as `yyyy-mm-dd` or `00000`. Its first section, for positive numbers, determines its kind. */
export function parseFormat(code: string): NumberFormat {
  const sections = formatSections(code);
  const bare = bareText(sections[0] ?? []);
  const fractions = /s\.0/i.test(bare) ? ({ showsFractions: true } as const) : {};
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return { kind: 'duration', ...fractions };
  const letters = bare.replace(/\[[^\]]*\]/g, '');
  const clock = /[hs]|am\/pm|a\/p/i.test(letters.replace(/e[+-]/gi, ''));
  const day = /[yd]/i.test(letters) || (!clock && /m/i.test(letters));
  if (day || clock) return { kind: day && clock ? 'datetime' : day ? 'date' : 'time', ...fractions };
  if (letters.includes('%')) return PERCENT;
  return digitsFormat(sections) ?? PLAIN;
}

/** The text of a section without quoted text and the word General. */
function bareText(tokens: readonly FormatToken[]): string {
  return tokens
    .filter(({ isQuoted }) => !isQuoted)
    .map(({ text }) => text)
    .join('')
    .replace(/general/gi, '');
}

/**
 * Zeros and signs that the number itself does not have: `00000`, `000-0000-0000`, `"CUST-"0`, `0#" "##" "##" "##" "##`,
 * `[<=9999999]###-####;(###) ###-####`.
 */
interface DigitsFormat {
  readonly kind: 'digits';
  readonly sections: readonly DigitsSection[];
}

interface DigitsSection {
  /** The numbers that the section is for; the first section without a condition is for all others. */
  readonly condition?: { readonly sign: string; readonly limit: number };
  /** `0` is a digit that is always shown, `#` one that is shown where the number has it, `"…` a text. */
  readonly pattern: readonly string[];
}

const CONDITION = /^\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]$/;
/** Currency signs before a number are not part of a code. */
const CURRENCY_ONLY = /^[\p{Sc}\s()-]*$/u;

/** A format that adds digits or signs to a whole number; undefined for formats of quantities. */
function digitsFormat(sections: readonly (readonly FormatToken[])[]): DigitsFormat | undefined {
  const read = sections.map(readSection);
  const [first] = read;
  if (first === undefined) return undefined;
  // Without conditions the second section is for negative numbers, and codes are not negative.
  const used = read.some((section) => section?.condition !== undefined) ? read : [first];
  if (!used.every((section) => section !== undefined)) return undefined;
  return used.some(({ pattern }) => addsText(pattern)) ? { kind: 'digits', sections: used } : undefined;
}

/** A section of digits and texts alone. */
function readSection(tokens: readonly FormatToken[]): DigitsSection | undefined {
  const pattern: string[] = [];
  let found: DigitsSection['condition'];
  let isFixed = false;
  for (const { text, isLiteral } of tokens) {
    if (isLiteral) pattern.push(`"${text}`);
    else if (text.startsWith('[')) {
      const [, sign, limit] = CONDITION.exec(text) ?? [];
      if (sign !== undefined) found = { sign, limit: Number(limit) };
    } else if (text === '0' || text === '#') {
      // After a zero every digit is shown.
      isFixed ||= text === '0';
      pattern.push(isFixed ? '0' : '#');
    } else if (text.length > 1) pattern.push('0');
    else return undefined;
  }
  return { pattern, ...(found === undefined ? {} : { condition: found }) };
}

function addsText(pattern: readonly string[]): boolean {
  const positions = pattern.filter(isDigitPosition);
  if (positions.length === 0) return false;
  if (positions.filter((position) => position === '0').length >= 2) return true;
  const first = pattern.findIndex(isDigitPosition);
  const before = textOf(pattern.slice(0, first));
  if (!CURRENCY_ONLY.test(before)) return true;
  const inside = pattern.slice(first, pattern.findLastIndex(isDigitPosition)).filter((each) => !isDigitPosition(each));
  return inside.length > 0 && !isGrouping(pattern);
}

/** Groups of three separated by spaces are a quantity's thousands: `# ### ##0`. */
function isGrouping(pattern: readonly string[]): boolean {
  const shape = pattern.map((each) => (isDigitPosition(each) ? '#' : each.slice(1).trim() === '' ? ' ' : 'x')).join('');
  return /^ *#{1,3}(?: +###)+(?: *x*)*$/.test(shape);
}

function isDigitPosition(each: string): boolean {
  return each === '0' || each === '#';
}

function textOf(pattern: readonly string[]): string {
  return pattern.map((each) => each.slice(1)).join('');
}

/** A whole number that is not negative, as a format shows it: `612345678` is `06 12 34 56 78`. */
export function formatDigits(digits: string, { sections }: DigitsFormat): string {
  const value = Number(digits);
  const section = sections.find((each) => each.condition === undefined || holds(each.condition, value));
  if (section === undefined) return digits;
  const { pattern } = section;
  const positions = pattern.filter(isDigitPosition).length;
  const padded = (value === 0 ? '' : digits).padStart(pattern.filter((each) => each === '0').length, '0');
  let at = padded.length - positions;
  let text = '';
  let isFirst = true;
  for (const each of pattern) {
    if (!isDigitPosition(each)) text += each.slice(1);
    else {
      // The first position takes all surplus digits.
      text += isFirst ? padded.slice(0, Math.max(at + 1, 0)) : (padded[at] ?? '');
      isFirst = false;
      at++;
    }
  }
  return text;
}

function holds({ sign, limit }: NonNullable<DigitsSection['condition']>, value: number): boolean {
  if (sign === '<') return value < limit;
  if (sign === '<=') return value <= limit;
  if (sign === '>') return value > limit;
  if (sign === '>=') return value >= limit;
  return (value === limit) === (sign === '=');
}

/** A part of a section of a number format. */
interface FormatToken {
  readonly text: string;
  /** Shown unchanged: quoted, escaped, or a sign that needs neither. */
  readonly isLiteral: boolean;
  readonly isQuoted: boolean;
}

/** Signs that are shown unchanged without quotes. */
const LITERAL_SIGNS = " $-+/():!^&'~{}<>=";

/** Splits a format code at semicolons into sections, and these into tokens. */
function formatSections(code: string): FormatToken[][] {
  const sections: FormatToken[][] = [[]];
  const put = (text: string, isLiteral: boolean, isQuoted = isLiteral): void => {
    sections.at(-1)?.push({ text, isLiteral, isQuoted });
  };
  for (let at = 0; at < code.length; at++) {
    const character = code[at] as string;
    if (character === ';') sections.push([]);
    else if (character === '"') {
      const end = code.indexOf('"', at + 1);
      put(code.slice(at + 1, end === -1 ? undefined : end), true);
      at = end === -1 ? code.length : end;
    } else if (character === '\\') {
      put(code[++at] ?? '', true);
    } else if (character === '_' || character === '*') {
      at++;
    } else if (character === '[') {
      const end = code.indexOf(']', at);
      const text = code.slice(at, end === -1 ? undefined : end + 1);
      // `[$CUST-409]` shows CUST; `[$-409]` is a language; others are a colour, a condition or a duration.
      const shown = /^\[\$([^\]-]*)(?:-[^\]]*)?\]$/.exec(text)?.[1];
      if (shown === undefined) put(text, false);
      else if (shown !== '') put(shown, true);
      at = end === -1 ? code.length : end;
    } else if (/^general/i.test(code.slice(at, at + 7))) {
      put(code.slice(at, at + 7), false);
      at += 6;
    } else put(character, LITERAL_SIGNS.includes(character), false);
  }
  return sections;
}
