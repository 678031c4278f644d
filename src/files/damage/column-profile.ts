import { type Cell, cellText } from '../row.ts';
import { looksLikeDate } from './date-order.ts';

/** What the first rows say about a column. */
export interface ColumnProfile {
  /** Holds ids, phone or account numbers: by its name, or since its values are long digits. */
  readonly isCode: boolean;
  /** Whole numbers of more than 15 digits, and how many of them end in zeros from the 16th on. */
  readonly longNumbers: number;
  readonly zeroTails: number;
  /** The width that codes with leading zeros have; 0 where zeros mean nothing. */
  readonly paddedWidth: number;
  /** Holds dates such as 25/12/2024. */
  readonly holdsDates: boolean;
}

const codeName =
  /\b(?:id|ids|no|nr|number|code|phone|mobile|tel|telephone|cell|fax|account|card|passport|barcode|ean|sku|iban|imei|qq|wechat|whatsapp|partnerid|unionid)\b|电话|電話|手机|手機|号码|號碼|编号|編號|身份证|卡号|账号|帳號|证件|邮编|番号/i;
const postcodeName = /\b(?:zip|zip ?code|post ?code|postal ?code|plz|postleitzahl)\b|邮编|郵遞區號|郵便番号/i;
const wholeDigits = /^\d+$/;
const longDigits = /^[1-9]\d{15,}$/;

const codeWidth = 6;
const paddedShare = 0.6;
const minPaddedWidth = 3;

/** Profiles a column by its name and a sample of its cells. */
export function profileColumn(name: string, cells: readonly (Cell | undefined)[]): ColumnProfile {
  const widths = new Map<number, number>();
  let filled = 0;
  let digits = 0;
  let codes = 0;
  let leadingZeros = 0;
  let longNumbers = 0;
  let zeroTails = 0;
  let holdsDates = false;
  for (const cell of cells) {
    const text = cellText(cell);
    if (text === '') continue;
    filled++;
    if (!wholeDigits.test(text)) {
      holdsDates ||= looksLikeDate(text);
      continue;
    }
    digits++;
    widths.set(text.length, (widths.get(text.length) ?? 0) + 1);
    if (text.length >= codeWidth) codes++;
    if (text.length > 1 && text.startsWith('0')) leadingZeros++;
    if (longDigits.test(text)) {
      longNumbers++;
      if (hasZeroTail(text)) zeroTails++;
    }
  }
  const [usual, count] = [...widths].sort((left, right) => right[1] - left[1])[0] ?? [0, 0];
  const zerosMatter = leadingZeros > 0 || (postcodeName.test(spaced(name)) && usual >= 5);
  const isPadded = zerosMatter && usual >= minPaddedWidth && digits >= filled * 0.8 && count >= digits * paddedShare;
  return {
    isCode: codeName.test(spaced(name)) || (filled > 0 && codes > filled / 2),
    longNumbers,
    zeroTails,
    paddedWidth: isPadded ? usual : 0,
    holdsDates,
  };
}

/** Are all digits after the 15th zero, as a spreadsheet leaves them? */
export function hasZeroTail(digits: string): boolean {
  return /^0+$/.test(digits.slice(15));
}

/** `phoneNumber` and `phone_number` are two words. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_\-.]+/g, ' ');
}
