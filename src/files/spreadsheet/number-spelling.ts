/** A number in decimal: `digits` × 10^`exponent`, without zeros at either end. Zero has no digits. */
interface Decimal {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** A reading of a text as a number, and the features of its spelling. */
export interface NumberSpelling {
  readonly value: Decimal;
  /** Zeros before the first digit, as in `007`. */
  readonly hasLeadingZeros: boolean;
  /** A plus sign, as in `+49171`. */
  readonly hasPlus: boolean;
  /** `1.2E+16` and the like. */
  readonly isScientific: boolean;
  /** The number of digits from the first that is not zero to the last, trailing zeros included. */
  readonly significant: number;
}

/** A sign, then the number. Currency signs may surround it, and a percent sign may follow. */
const NUMBER_FORM = /^([+-]?)\p{Sc}?\s?(?=[\d.,])([\d.,'’\u00a0\u202f ]*)(?:[eE]([+-]?\d{1,3}))?\s?(\p{Sc}|%)?$/u;
const GROUPINGS = [
  /** One sign between thousands, another before decimals. */
  { shape: /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/, group: ',', point: '.' },
  { shape: /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$/, group: '.', point: ',' },
  { shape: /^\d{1,3}(?:['’]\d{3})+(?:\.\d*)?$/, group: /['’]/g, point: '.' },
  { shape: /^\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:[.,]\d*)?$/, group: /[\u00a0\u202f ]/g, point: /[.,]/ },
] as const;
const UNGROUPED = /^\d*[.,]?\d*$/;

/** Every way to read a text as a number: `1,250` is 1250 or 1.25. */
export function numberSpellings(text: string): NumberSpelling[] {
  const found = /\d/.test(text) ? NUMBER_FORM.exec(text.trim()) : null;
  if (!found) return [];
  const [, sign = '', spaced = '', power = '', behind = ''] = found;
  const body = spaced.trim();
  const bodies = GROUPINGS.filter(({ shape }) => shape.test(body)).map(({ group, point }) =>
    body.replaceAll(group, '').replace(point, '.'),
  );
  if (UNGROUPED.test(body)) bodies.push(body.replace(',', '.'));
  const shift = Number(power || 0) - (behind === '%' ? 2 : 0);
  return [...new Set(bodies)].map((digits) => {
    const [whole = '', rest = ''] = digits.split('.');
    return {
      value: decimal(sign === '-', whole + rest, shift - rest.length),
      hasLeadingZeros: /^0\d/.test(whole),
      hasPlus: sign === '+',
      isScientific: power !== '',
      significant: (whole + rest).replace(/^0+/, '').length,
    };
  });
}

export function isSameNumber(one: Decimal, other: Decimal): boolean {
  return one.digits === other.digits && one.exponent === other.exponent && one.isNegative === other.isNegative;
}

/** Is the second number the first, rounded or truncated to `kept` digits? */
export function isShortened(full: Decimal, short: Decimal, kept: number): boolean {
  if (full.digits.length <= kept) return false;
  const cut = BigInt(full.digits.slice(0, kept));
  const rounded = (full.digits[kept] ?? '0') >= '5' ? cut + 1n : cut;
  const exponent = full.exponent + full.digits.length - kept;
  return [cut, rounded].some((digits) => isSameNumber(decimal(full.isNegative, String(digits), exponent), short));
}

function decimal(isNegative: boolean, digits: string, exponent: number): Decimal {
  const bare = digits.replace(/^0+/, '');
  const short = bare.replace(/0+$/, '');
  if (short === '') return { isNegative: false, digits: '', exponent: 0 };
  return { isNegative, digits: short, exponent: exponent + bare.length - short.length };
}

const CANONICAL_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * A text by its value: a plain number without trailing zeros of its decimals, so that `1250.00` and `1250` are the same. A text
 * that begins with a zero or a plus is a code rather than a number, and is unchanged.
 */
export function canonicalNumber(text: string): string {
  if (!text.includes('.') || !CANONICAL_NUMBER.test(text)) return text === '-0' ? '0' : text;
  const short = text.replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}
