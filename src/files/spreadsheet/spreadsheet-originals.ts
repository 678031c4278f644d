import iconv from 'iconv-lite';
import { twoDigits } from '../../words/index.ts';
import { dateReadings } from './date-spelling.ts';

/** Zeros that codes and telephone numbers begin with, at most. */
const MOST_ZEROS = 20;
/** Encodings that UTF-8 is taken for, with all bytes in them. */
const ENCODINGS = [
  'windows-1252',
  'latin1',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'macintosh',
  'cp437',
  'cp850',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
];
const REPLACED = '\ufffd';

/**
 * Texts of which a spreadsheet program may have made this one, so that somebody who knows a fingerprint of the text can find it:
 * with zeros or a plus sign before a number, of another encoding, an ISO date. Rounded digits and cut texts cannot be undone.
 */
export function spreadsheetOriginals(text: string): string[] {
  const cell = text.trim();
  const found: string[] = [];
  if (/^\d[\d.]*$/.test(cell)) {
    for (let zeros = 1; zeros <= MOST_ZEROS; zeros += 1) found.push('0'.repeat(zeros) + cell);
    found.push(`+${cell}`);
  }
  if (/^(?:true|false)$/i.test(cell))
    found.push(cell.toLowerCase(), cell[0]?.toUpperCase() + cell.slice(1).toLowerCase());
  if (/^\d+(?:[.,]\d+)?$/.test(cell) || /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(cell)) {
    found.push(cell.replace(',', '.'), cell.replaceAll(',', ''));
  }
  for (const { year, month, day, minutes } of dateReadings(cell)) {
    if (year === undefined || month === undefined || day === undefined) continue;
    const date = [String(year).padStart(4, '0'), ...[month, day].map(twoDigits)].join('-');
    found.push(minutes ? `${date} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}` : date);
  }
  for (const { year, month, minutes = 0 } of dateReadings(cell)) {
    if (year === undefined && month === undefined)
      found.push(`${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`);
  }
  found.push(...ofSerial(cell));
  return /[\u0080-\uffff]/.test(cell) ? [...found, ...readAsUtf8(cell)] : found;
}

/** Days of 1 January 1970 by the two systems in which spreadsheets number days. */
const EPOCH_SERIALS = [25_569, 24_107];

/** The days of which a cell shows the number, with the time of day where it has a fraction; below one, the time alone. */
function ofSerial(cell: string): string[] {
  if (!/^(?:\d{5}|0(?=[.,]))(?:[.,]\d+)?$/.test(cell)) return [];
  const serial = Number(cell.replace(',', '.'));
  return EPOCH_SERIALS.map((epoch) => {
    const [date = '', time = ''] = new Date(Math.round((serial - epoch) * 1440) * 60_000).toISOString().split('T');
    const clock = time.slice(0, 5);
    return serial < 1 ? clock : Number.isInteger(serial) ? date : `${date} ${clock}`;
  });
}

function readAsUtf8(text: string): string[] {
  const once = ENCODINGS.map((encoding) => bytesIn(text, encoding)?.toString('utf8')).filter(isSound);
  const twice = once.map((each) => bytesIn(each, 'windows-1252')?.toString('utf8')).filter(isSound);
  return [...once, ...twice];
}

function isSound(text: string | undefined): text is string {
  return text !== undefined && !text.includes(REPLACED);
}

/** Bytes without a character in an encoding: programs keep their number, LibreOffice among the characters of private use. */
const UNDEFINED_BYTES = /([\u0080-\u009f\uf080-\uf0ff\uf180-\uf1ff]+)/;

/** The bytes of a text; undefined where the encoding has no place for one of its characters. */
function bytesIn(text: string, encoding: string): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const [at, part] of text.split(UNDEFINED_BYTES).entries()) {
    // The parts at odd places are what the expression has found.
    const bytes = at % 2 === 1 ? Buffer.from(part, 'latin1') : iconv.encode(part, encoding);
    if (at % 2 === 0 && iconv.decode(bytes, encoding) !== part) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
