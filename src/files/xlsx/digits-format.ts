import type { FormatToken } from './format-tokens.ts';

/**
 * Zeros and signs that the number itself does not have: `00000`, `000-0000-0000`, `"CUST-"0`, `0#" "##" "##" "##" "##`,
 * `[<=9999999]###-####;(###) ###-####`.
 */
export interface DigitsFormat {
  readonly kind: 'digits';
  readonly sections: readonly DigitsSection[];
}

export interface DigitsSection {
  /** Numbers that it is for; the first section without any is for all others. */
  readonly condition?: { readonly sign: string; readonly limit: number };
  /** `0` is a digit that is always shown, `#` one that is shown where the number has it, `"…` a text. */
  readonly pattern: readonly string[];
}

const condition = /^\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]$/;
/** Signs of currencies before a number say what it counts, not what it is. */
const currency = /^[\p{Sc}\s()-]*$/u;

/** A format that shows a whole number with more than it has; nothing for formats of quantities. */
export function digitsFormat(sections: readonly (readonly FormatToken[])[]): DigitsFormat | undefined {
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
