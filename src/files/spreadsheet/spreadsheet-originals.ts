import iconv from 'iconv-lite';
import { twoDigits } from '../../words/index.ts';
import { dateReadings } from './date-spelling.ts';

/** Codes and telephone numbers begin with at most this many zeros. */
const MAX_LEADING_ZEROS = 20;
/** Encodings in which programs misread UTF-8, and that have a character for nearly every byte. */
const MISREAD_ENCODINGS = [
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
const REPLACEMENT_CHARACTER = '\ufffd';

/**
 * Texts that a spreadsheet program may have changed to this one, to be compared with a fingerprint of the original: with zeros or a
 * plus sign before a number, in another encoding, or as an ISO date. Rounded digits and cut texts cannot be restored.
 */
export function spreadsheetOriginals(text: string): string[] {
  const cell = text.trim();
  const found: string[] = [];
  if (/^\d[\d.]*$/.test(cell)) {
    for (let zeros = 1; zeros <= MAX_LEADING_ZEROS; zeros += 1) found.push('0'.repeat(zeros) + cell);
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
  found.push(...fromSerial(cell));
  return /[\u0080-\uffff]/.test(cell) ? [...found, ...readAsUtf8(cell)] : found;
}

/** The serial numbers of 1 January 1970 in the two date systems of spreadsheets. */
const EPOCH_SERIALS = [25_569, 24_107];

/** The days whose serial number a cell shows, with the time of day where it has a fraction; below one, only the time. */
function fromSerial(cell: string): string[] {
  if (!/^(?:\d{5}|0(?=[.,]))(?:[.,]\d+)?$/.test(cell)) return [];
  const serial = Number(cell.replace(',', '.'));
  return EPOCH_SERIALS.map((epoch) => {
    const [date = '', time = ''] = new Date(Math.round((serial - epoch) * 1440) * 60_000).toISOString().split('T');
    const clock = time.slice(0, 5);
    return serial < 1 ? clock : Number.isInteger(serial) ? date : `${date} ${clock}`;
  });
}

function readAsUtf8(text: string): string[] {
  const once = MISREAD_ENCODINGS.map((encoding) => bytesIn(text, encoding)?.toString('utf8')).filter(isSound);
  const twice = once.map((each) => bytesIn(each, 'windows-1252')?.toString('utf8')).filter(isSound);
  return [...once, ...twice];
}

function isSound(text: string | undefined): text is string {
  return text !== undefined && !text.includes(REPLACEMENT_CHARACTER);
}

/** How programs show bytes without a character: by their numbers, in LibreOffice as private-use characters. */
const UNDEFINED_BYTES = /([\u0080-\u009f\uf080-\uf0ff\uf180-\uf1ff]+)/;

/** The bytes of a text; undefined where the encoding lacks one of its characters. */
function bytesIn(text: string, encoding: string): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const [at, part] of text.split(UNDEFINED_BYTES).entries()) {
    // The parts at odd indexes are the matches of the expression.
    const bytes = at % 2 === 1 ? Buffer.from(part, 'latin1') : iconv.encode(part, encoding);
    if (at % 2 === 0 && iconv.decode(bytes, encoding) !== part) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
