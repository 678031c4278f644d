import { type Cell, cellText, type Row } from '../row.ts';

/** The facts about a column in the first rows. */
export interface ColumnQualityProfile {
  /** Holds ids, phone or account numbers, by its name or since its values are long numbers. */
  readonly isCode: boolean;
  /** How many whole numbers have more than 15 digits, and how many of these end in zeros from the 16th digit. */
  readonly longNumbers: number;
  readonly zeroTails: number;
  /** The width of codes with leading zeros; 0 where leading zeros mean nothing. */
  readonly paddedWidth: number;
  /** Holds dates such as 25/12/2024. */
  readonly holdsDates: boolean;
  /** Holds codes, some written as decimal numbers such as 1001.0, and no other decimal numbers. */
  readonly hasDecimalCodes: boolean;
  /** The usual number of digits of values with digits. */
  readonly usualDigits: number;
  /** The features that all but very few of its values share. */
  readonly pattern: ColumnPattern;
}

/** The features that the values of a column share, by which a remark among them is recognised. */
interface ColumnPattern {
  /** A digit. */
  readonly hasDigit: boolean;
  /** No space. */
  readonly isOneWord: boolean;
  readonly isEmail: boolean;
}

/** The facts about a table in the first rows. */
export interface TableQualityProfile {
  readonly columns: readonly ColumnQualityProfile[];
  /** The usual number of filled cells of a row. */
  readonly usuallyFilled: number;
}

const CODE_NAME =
  /\b(?:id|ids|no|nr|number|code|phone|mobile|tel|telephone|cell|fax|account|card|passport|barcode|ean|sku|iban|imei|qq|wechat|whatsapp|partnerid|unionid)\b|电话|電話|手机|手機|号码|號碼|编号|編號|身份证|卡号|账号|帳號|证件|邮编|番号/i;
const POSTCODE_NAME = /\b(?:zip|zip ?code|post ?code|postal ?code|plz|postleitzahl)\b|邮编|郵遞區號|郵便番号/i;
const ONLY_DIGITS = /^\d+$/;
const LONG_NUMBER = /^[1-9]\d{15,}$/;

/** A whole number as pandas, or a spreadsheet that shows decimals, writes it. */
export const DECIMAL_CODE = /^(\d{1,15})[.,]0{1,6}$/;
const DECIMAL_NUMBER = /^-?\d*[.,]\d+$/;
const SPACE = /\s/;
const DIGIT = /\d/;

const CODE_WIDTH = 6;
const PADDED_SHARE = 0.6;
const MIN_PADDED_WIDTH = 3;

/** Profiles a column by its name and a sample of its cells. */
function profileColumnQuality(name: string, cells: readonly (Cell | undefined)[]): ColumnQualityProfile {
  const widths = new Map<number, number>();
  const digitCounts = new Map<number, number>();
  let filled = 0;
  let digits = 0;
  let codes = 0;
  let leadingZeros = 0;
  let longNumbers = 0;
  let zeroTails = 0;
  let holdsDates = false;
  let decimalCodes = 0;
  let otherDecimals = 0;
  let withDigit = 0;
  let oneWord = 0;
  let emails = 0;
  for (const cell of cells) {
    const text = cellText(cell);
    if (text === '') continue;
    filled++;
    if (DIGIT.test(text)) {
      withDigit++;
      count(digitCounts, text.replace(/\D+/g, '').length);
    }
    if (!SPACE.test(text)) oneWord++;
    if (text.includes('@')) emails++;
    const decimal = typeof cell === 'string' ? DECIMAL_CODE.exec(text)?.[1] : undefined;
    if (decimal !== undefined) {
      decimalCodes++;
      if (decimal.length >= CODE_WIDTH) codes++;
      continue;
    }
    if (DECIMAL_NUMBER.test(text)) otherDecimals++;
    if (!ONLY_DIGITS.test(text)) {
      holdsDates ||= looksLikeDate(text);
      continue;
    }
    digits++;
    count(widths, text.length);
    if (text.length >= CODE_WIDTH) codes++;
    if (text.length > 1 && text.startsWith('0')) leadingZeros++;
    if (LONG_NUMBER.test(text)) {
      longNumbers++;
      if (hasZeroTail(text)) zeroTails++;
    }
  }
  const [usual, usualCount] = mostFrequent(widths);
  const zerosMatter = leadingZeros > 0 || (POSTCODE_NAME.test(spaced(name)) && usual >= 5);
  const isPadded =
    zerosMatter && usual >= MIN_PADDED_WIDTH && digits >= filled * 0.8 && usualCount >= digits * PADDED_SHARE;
  const isCode = CODE_NAME.test(spaced(name)) || (filled > 0 && codes > filled / 2);
  // One value in a hundred, and at least one, may be different.
  const required = filled < 4 ? Number.POSITIVE_INFINITY : filled - 1 - Math.floor(filled / 100);
  return {
    isCode,
    hasDecimalCodes: isCode && decimalCodes > 0 && otherDecimals === 0,
    usualDigits: mostFrequent(digitCounts)[0],
    pattern: { hasDigit: withDigit >= required, isOneWord: oneWord >= required, isEmail: emails >= required },
    longNumbers,
    zeroTails,
    paddedWidth: isPadded ? usual : 0,
    holdsDates,
  };
}

function count(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<number, number>): readonly [value: number, count: number] {
  return [...counts].sort((left, right) => right[1] - left[1])[0] ?? [0, 0];
}

/** Profiles a table by its header and its first rows. */
export function profileQuality(header: readonly string[], rows: readonly Row[]): TableQualityProfile {
  const filled = rows.map(({ cells }) => cells.filter((cell) => cellText(cell) !== '').length).sort((a, b) => a - b);
  return {
    columns: header.map((name, column) =>
      profileColumnQuality(
        name,
        rows.map(({ cells }) => cells[column]),
      ),
    ),
    usuallyFilled: filled[filled.length >> 1] ?? 0,
  };
}

/** Are all digits after the 15th zero, as a spreadsheet leaves them? */
export function hasZeroTail(digits: string): boolean {
  return /^0+$/.test(digits.slice(15));
}

/** The name as separate words: `phoneNumber` and `phone_number` are two. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_\-.]+/g, ' ');
}

const NUMERIC_DATE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b/;

/** Whether a date such as `25/12/2024` has its `day` or its `month` first; undefined where both are possible, or it is not such a date. */
export function dateOrder(text: string): 'day' | 'month' | undefined {
  const match = NUMERIC_DATE.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = Number(match[2]);
  if (first > 12 && first <= 31 && second >= 1 && second <= 12) return 'day';
  return second > 12 && second <= 31 && first >= 1 && first <= 12 ? 'month' : undefined;
}

/** Is this a date of three numbers, in whatever order? */
function looksLikeDate(text: string): boolean {
  return NUMERIC_DATE.test(text);
}
