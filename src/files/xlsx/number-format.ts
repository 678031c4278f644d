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

/**
 * Zeros and signs that the number itself does not have: `00000`, `000-0000-0000`, `"CUST-"0`, `0#" "##" "##" "##" "##`,
 * `[<=9999999]###-####;(###) ###-####`.
 */
interface DigitsFormat {
  readonly kind: 'digits';
  readonly sections: readonly DigitsSection[];
}

interface DigitsSection {
  /** Numbers that it is for; the first section without any is for all others. */
  readonly condition?: { readonly sign: string; readonly limit: number };
  /** `0` is a digit that is always shown, `#` one that is shown where the number has it, `"…` a text. */
  readonly pattern: readonly string[];
}

const condition = /^\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]$/;
/** Signs of currencies before a number say what it counts, not what it is. */
const currency = /^[\p{Sc}\s()-]*$/u;

/** A format that shows a whole number with more than it has; nothing for formats of quantities. */
function digitsFormat(sections: readonly (readonly FormatToken[])[]): DigitsFormat | undefined {
  const read = sections.map(readSection);
  const [first] = read;
  if (first === undefined) return undefined;
  // Without conditions the second section is for negative numbers, which no code is.
  const used = read.some((section) => section?.condition !== undefined) ? read : [first];
  if (!used.every((section) => section !== undefined)) return undefined;
  return used.some(({ pattern }) => saysMore(pattern)) ? { kind: 'digits', sections: used } : undefined;
}

/** A section of digits and texts alone. */
function readSection(tokens: readonly FormatToken[]): DigitsSection | undefined {
  const pattern: string[] = [];
  let found: DigitsSection['condition'];
  let isFixed = false;
  for (const { text, isLiteral } of tokens) {
    if (isLiteral) pattern.push(`"${text}`);
    else if (text.startsWith('[')) {
      const [, sign, limit] = condition.exec(text) ?? [];
      if (sign !== undefined) found = { sign, limit: Number(limit) };
    } else if (text === '0' || text === '#') {
      // Behind a zero every place is shown.
      isFixed ||= text === '0';
      pattern.push(isFixed ? '0' : '#');
    } else if (text.length > 1) pattern.push('0');
    else return undefined;
  }
  return { pattern, ...(found === undefined ? {} : { condition: found }) };
}

function saysMore(pattern: readonly string[]): boolean {
  const places = pattern.filter(isPlace);
  if (places.length === 0) return false;
  if (places.filter((place) => place === '0').length >= 2) return true;
  const first = pattern.findIndex(isPlace);
  const before = textOf(pattern.slice(0, first));
  if (!currency.test(before)) return true;
  const inside = pattern.slice(first, pattern.findLastIndex(isPlace)).filter((each) => !isPlace(each));
  return inside.length > 0 && !isGrouping(pattern);
}

/** Groups of three behind spaces are a quantity's thousands: `# ### ##0`. */
function isGrouping(pattern: readonly string[]): boolean {
  const shape = pattern.map((each) => (isPlace(each) ? '#' : each.slice(1).trim() === '' ? ' ' : 'x')).join('');
  return /^ *#{1,3}(?: +###)+(?: *x*)*$/.test(shape);
}

function isPlace(each: string): boolean {
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
  const places = pattern.filter(isPlace).length;
  const padded = (value === 0 ? '' : digits).padStart(pattern.filter((each) => each === '0').length, '0');
  let at = padded.length - places;
  let text = '';
  let isFirst = true;
  for (const each of pattern) {
    if (!isPlace(each)) text += each.slice(1);
    else {
      // The first place takes all digits that there are too many.
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
  /** Shown as it is: quoted, escaped, or a sign that needs neither. */
  readonly isLiteral: boolean;
  readonly isQuoted: boolean;
}

/** Signs that are shown as they are without quotes. */
const signs = " $-+/():!^&'~{}<>=";

/** Cuts a format code into its sections, which semicolons part, and these into tokens. */
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
      // `[$CUST-409]` shows CUST; `[$-409]` is a language, all else a colour, a condition or a span of time.
      const shown = /^\[\$([^\]-]*)(?:-[^\]]*)?\]$/.exec(text)?.[1];
      if (shown === undefined) put(text, false);
      else if (shown !== '') put(shown, true);
      at = end === -1 ? code.length : end;
    } else if (/^general/i.test(code.slice(at, at + 7))) {
      put(code.slice(at, at + 7), false);
      at += 6;
    } else put(character, signs.includes(character), false);
  }
  return sections;
}
