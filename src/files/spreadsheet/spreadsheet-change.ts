import { phrase } from '../../words/index.ts';
import { isReplacedByQuestionMarks } from '../quality/garbled-text.ts';
import { dateReadings, daySerials, mayBeSameDate } from './date-spelling.ts';
import { isSameNumber, isShortened, type NumberSpelling, numberSpellings } from './number-spelling.ts';

/** What a spreadsheet program does to a cell's text when a file is opened and saved. With `keepsValue` only the spelling changes. */
export const SPREADSHEET_CHANGES = {
  spacing: { keepsValue: true, title: phrase('outer space or line ends') },
  respelled: { keepsValue: true, title: phrase('number written another way') },
  'text-mark': { keepsValue: true, title: phrase('text mark before the value') },
  boolean: { keepsValue: true, title: phrase('true or false spelled another way') },
  'lost-zeros': { keepsValue: false, title: phrase('leading zeros lost') },
  'lost-plus': { keepsValue: false, title: phrase('the plus sign lost') },
  'rounded-digits': { keepsValue: false, title: phrase('digits rounded') },
  'scientific-notation': { keepsValue: false, title: phrase('number in scientific notation') },
  date: { keepsValue: false, title: phrase('date written another way') },
  'cut-text': { keepsValue: false, title: phrase('long text cut off') },
  mojibake: { keepsValue: false, title: phrase('text read in the wrong encoding') },
  'lost-characters': { keepsValue: false, title: phrase('characters replaced by question marks') },
  'formula-result': { keepsValue: false, title: phrase('text read as a formula') },
} as const satisfies Record<string, { readonly keepsValue: boolean; readonly title: string }>;

export type SpreadsheetChange = keyof typeof SPREADSHEET_CHANGES;

/** The longest text of a cell that programs and formats keep, in UTF-16 units: Excel and its CSV, Excel 95, and LibreOffice before 7. */
const TEXT_LIMITS = [32_767, 65_535, 8192, 1024, 255];
/** The numbers of digits that programs keep of a number when it is typed or read. */
const KEPT_DIGITS = [15, 16, 17];
/** The digits of a fraction that a column of usual width shows; a CSV gets what is shown. */
const MIN_SHOWN_DIGITS = 9;

/** Encodings in which programs misread UTF-8. */
const MISREAD_ENCODINGS = [
  'windows-1252',
  'latin1',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'macintosh',
  'ibm866',
  'koi8-r',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
];

/**
 * The change by which a spreadsheet program may turn `before` into `after` when it opens and saves a file that nobody edits.
 * Undefined where the texts are equal, or where somebody has edited the cell. In case of doubt it is an edit: so are two numbers or
 * dates of different value.
 */
export function spreadsheetChange(before: string, after: string): SpreadsheetChange | undefined {
  if (before === after) return undefined;
  const [was, is] = [plain(before), plain(after)];
  if (was === is) return 'spacing';
  if (is === '' || was === '') return undefined;
  if (unmarked(was) === unmarked(is)) return 'text-mark';
  return (
    numberChange(was, is) ??
    (isBooleanChange(was, is) ? 'boolean' : undefined) ??
    (isDateChange(was, is) ? 'date' : undefined) ??
    (isCut(before, after) ? 'cut-text' : undefined) ??
    encodingChange(was, is) ??
    (isFormulaResult(was, is) ? 'formula-result' : undefined)
  );
}

/** The text without differences of line ends and outer space. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** `'00123` and `="00123"` are the text `00123`. */
function unmarked(text: string): string {
  return /^="((?:[^"]|"")*)"$/.exec(text)?.[1]?.replaceAll('""', '"') ?? text.replace(/^'+/, '');
}

function numberChange(before: string, after: string): SpreadsheetChange | undefined {
  const given = numberSpellings(before);
  if (given.length === 0) return undefined;
  const found = numberSpellings(after);
  for (const was of given) {
    for (const is of found) {
      const change = isSameNumber(was.value, is.value) ? spellingChange(was, is) : precisionChange(was, is);
      if (change) return change;
    }
  }
  return undefined;
}

function spellingChange(was: NumberSpelling, is: NumberSpelling): SpreadsheetChange | undefined {
  // Opening a file never adds leading zeros or a plus sign.
  if ((is.hasLeadingZeros && !was.hasLeadingZeros) || (is.hasPlus && !was.hasPlus)) return undefined;
  if (was.hasLeadingZeros) return is.hasLeadingZeros ? undefined : 'lost-zeros';
  if (was.hasPlus && !is.hasPlus) return 'lost-plus';
  return was.isScientific || is.isScientific ? 'scientific-notation' : 'respelled';
}

function precisionChange(was: NumberSpelling, is: NumberSpelling): SpreadsheetChange | undefined {
  if (is.isScientific && isShortened(was.value, is.value, Math.max(1, is.significant))) return 'scientific-notation';
  const isRounded =
    KEPT_DIGITS.some((kept) => isShortened(was.value, is.value, kept)) ||
    // A fraction shows as many digits as its column is wide.
    (was.value.exponent < 0 &&
      is.significant >= MIN_SHOWN_DIGITS &&
      isShortened(was.value, is.value, is.value.digits.length));
  return isRounded ? 'rounded-digits' : undefined;
}

/** True and false in the languages of programs, each pair in the order true, false. */
const BOOLEANS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['1', '0'],
  ['wahr', 'falsch'],
  ['vrai', 'faux'],
  ['verdadero', 'falso'],
  ['verdadeiro', 'falso'],
  ['vero', 'falso'],
  ['waar', 'onwaar'],
  ['prawda', 'fałsz'],
  ['sant', 'falskt'],
  ['sand', 'falsk'],
  ['pravda', 'nepravda'],
  ['igaz', 'hamis'],
  ['doğru', 'yanliş'],
  ['истина', 'ложь'],
];

function isBooleanChange(before: string, after: string): boolean {
  const was = BOOLEANS[0]?.indexOf(before.toLowerCase()) ?? -1;
  return was >= 0 && BOOLEANS.some((pair) => pair[was] === after.toLowerCase());
}

function isDateChange(before: string, after: string): boolean {
  if (dateReadings(before).length === 0) return false;
  if (mayBeSameDate(before, after)) return true;
  const serial = /^\d{1,6}(?:[.,]\d+)?$/.test(after) ? Number(after.replace(',', '.')) : Number.NaN;
  return daySerials(before).some((known) => Math.abs(known - serial) < 1e-4);
}

function isCut(before: string, after: string): boolean {
  if (after.length >= before.length || !before.startsWith(after)) return false;
  // A character of two units is not halved.
  return TEXT_LIMITS.some((limit) => after.length === limit || after.length === limit - 1);
}

function encodingChange(before: string, after: string): SpreadsheetChange | undefined {
  if (!/[\u0080-\uffff]/.test(before)) return undefined;
  const isAtLimit = TEXT_LIMITS.some((limit) => after.length === limit || after.length === limit - 1);
  if (isReplacedByQuestionMarks(isAtLimit ? before.slice(0, after.length) : before, after)) return 'lost-characters';
  const bytes = Buffer.from(before);
  const seen = visible(after);
  const isSeen = (text: string) => (isAtLimit ? visible(text).startsWith(seen) : visible(text) === seen);
  const decoded = MISREAD_ENCODINGS.map((encoding) => new TextDecoder(encoding).decode(bytes));
  // Opened and saved twice.
  const again = new TextDecoder('windows-1252').decode(Buffer.from(decoded[0] ?? ''));
  return [...decoded, again].some(isSeen) ? 'mojibake' : undefined;
}

/** Without the characters that stand for bytes without a character: space, control or private characters, depending on the program. */
function visible(text: string): string {
  return text.replace(/[\s\u0080-\u009f\u00ad\uf080-\uf0ff\uf180-\uf1ff]+/g, '');
}

const ERROR_VALUE = /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$|^Err:5\d\d$/;

function isFormulaResult(before: string, after: string): boolean {
  if (!/^[=+\-@]/.test(before)) return false;
  return (
    ERROR_VALUE.test(after) ||
    (/^[=+-]/.test(before) && /[-+*/^(]/.test(before.slice(1)) && numberSpellings(after).length > 0)
  );
}
