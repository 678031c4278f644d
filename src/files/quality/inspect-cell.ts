import { shortened } from '../../words/index.ts';
import type { Cell } from '../row.ts';
import { hasControl, hasControlInside, hasInvisible, suspectClass } from '../text/invisible-characters.ts';
import { type ColumnQualityProfile, decimalCode, hasZeroTail } from './column-profile.ts';
import { undoMojibake } from './garbled-text.ts';
import type { IssueKind } from './issue-log.ts';

/** What is wrong with a cell, in a sentence that follows its place. */
export interface CellIssue {
  readonly code: IssueKind;
  readonly message: string;
  /** What the cell must have said, where that is certain. */
  readonly fixed?: string;
}

/**
 * Letters that mojibake begins with or that stand for lost ones, control characters, what may be invisible, and halves of
 * characters. One class of characters is tested in 20 ns.
 */
const oddCharacter = new RegExp(`[\\u00c2-\\u00f4\\ufffd锟\\ue000-\\uf8ff\\ud800-\\udfff${suspectClass}]`);
const privateUse = /[\ue000-\uf8ff]/;
const errorValue =
  /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA)$/;
const tooNarrow = /^#{3,}$/;
/** As spreadsheets (`3E+05`, `1.38E+10`) and programs (`1.38E10`, `3.0E5`) write it. A code such as `3E5` is neither. */
const scientific = /^(\d)(?:(?:[.,](\d+))[eE]\+?(\d{1,3})|[eE]\+(\d{2,3}))$/;
const longDigits = /^[1-9]\d{15,}$/;
const digits = /^\d+$/;
const MOST_MEANT_CHARS = 60;
const HASH_CODE = 35;
const ZERO_CODE = 48;
const NINE_CODE = 57;

/** Looks at one cell. `exactDigits` says that a number in the file is as it was written, as in JSONL. */
export function inspectCell(cell: Cell, profile: ColumnQualityProfile, exactDigits: boolean): CellIssue | undefined {
  if (typeof cell !== 'string') {
    if (cell.kind !== 'number') return undefined;
    if (!exactDigits && Math.abs(cell.value as number) >= 1e15 && Number.isInteger(cell.value))
      return rounded(cell.text);
    return profile.paddedWidth > 0 ? inspectWidth(cell.text, profile) : undefined;
  }
  return inspectStart(cell, profile) ?? (oddCharacter.test(cell) ? inspectLetters(cell) : undefined);
}

/** Most damage shows by how the text begins. */
function inspectStart(cell: string, profile: ColumnQualityProfile): CellIssue | undefined {
  const code = cell.charCodeAt(0);
  if (code === HASH_CODE) return inspectError(cell.trim());
  if (code < ZERO_CODE || code > NINE_CODE) return undefined;
  if (cell.length > 15 && longDigits.test(cell) && hasZeroTail(cell)) return inspectZeroTail(cell, profile);
  const width = profile.paddedWidth > 0 ? inspectWidth(cell, profile) : undefined;
  if (width !== undefined) return width;
  if (profile.hasDecimalCodes) {
    const fixed = decimalCode.exec(cell)?.[1];
    if (fixed !== undefined) return asDigits(fixed);
  }
  const exponent = profile.isCode ? scientific.exec(cell) : null;
  return exponent === null ? undefined : inspectExponent(exponent);
}

function inspectLetters(text: string): CellIssue | undefined {
  if (text.includes('\ufffd') || text.includes('锟斤拷')) {
    return {
      code: 'lost-characters',
      message: 'characters were replaced before the file was made. Take the text from its source.',
    };
  }
  if (privateUse.test(text)) {
    return {
      code: 'private-characters',
      message: 'it holds a character that nobody else can see. Write it another way.',
    };
  }
  if (!text.isWellFormed()) {
    return { code: 'lost-characters', message: 'it holds half a character. Take the text from its source.' };
  }
  if (hasControl(text)) return inspectControls(text);
  const meant = undoMojibake(text);
  if (meant === undefined) return hasInvisible(text) ? invisibleCharacters : undefined;
  return {
    code: 'mojibake',
    message: `it seems to say "${shortened(meant, MOST_MEANT_CHARS)}". Open the source as UTF-8 and save it again.`,
  };
}

const invisibleCharacters: CellIssue = {
  code: 'invisible-characters',
  message:
    'it holds characters that nobody sees. They are left out of ids, addresses, numbers and names that are looked up.',
};

const outerControls: CellIssue = {
  code: 'outer-control-characters',
  message:
    'it holds control characters that say nothing. They are left out; a vertical tab or a form feed breaks the line.',
};

/** Around a text, or beside its spaces, control characters fill up or come from a terminal; between others they mean something. */
function inspectControls(text: string): CellIssue {
  if (!hasControlInside(text)) return outerControls;
  const meant = undoMojibake(text);
  const advice =
    meant === undefined
      ? 'Write what it stands for in its place'
      : `It seems to say "${shortened(meant, MOST_MEANT_CHARS)}". Open the source as UTF-8 and save it again`;
  return { code: 'control-characters', message: `it holds a control character between others. ${advice}.` };
}

function inspectError(text: string): CellIssue | undefined {
  if (errorValue.test(text))
    return { code: 'error-value', message: 'a formula failed when the file was made. Mend it in the spreadsheet.' };
  return tooNarrow.test(text)
    ? { code: 'error-value', message: 'the column was too narrow when the file was made. Widen it and save again.' }
    : undefined;
}

function inspectExponent([, first = '', rest = '', power, bare]: RegExpExecArray): CellIssue | undefined {
  const length = Number(power ?? bare) + 1;
  const known = first.length + rest.length;
  if (known === length && length > 1) return length <= 15 ? asDigits(first + rest) : rounded(first + rest);
  if (length <= 3 || known >= length) return undefined;
  return {
    code: 'scientific-notation',
    message: `only ${known} of its ${length} digits are left. Format the column as text in the spreadsheet and fill it again.`,
  };
}

function asDigits(fixed: string): CellIssue {
  return {
    code: 'decimal-code',
    message: `it is read as ${fixed}. If zeros stood before it, they are lost: export the column as text.`,
    fixed,
  };
}

/** One number in ten ends in a zero by itself, so the whole column is looked at. */
function inspectZeroTail(text: string, { longNumbers, zeroTails }: ColumnQualityProfile): CellIssue | undefined {
  const tail = text.length - 15;
  if (longNumbers >= 3) {
    if (zeroTails >= longNumbers / 2) return rounded(text);
    return tail >= 3
      ? {
          code: 'maybe-rounded-number',
          message: 'its last digits are zeros, as a spreadsheet leaves them. Compare it with its source.',
        }
      : undefined;
  }
  return tail >= 3 ? rounded(text) : undefined;
}

function rounded(text: string): CellIssue {
  const count = text.replace(/\D/g, '').length;
  return {
    code: 'rounded-number',
    message: `a spreadsheet keeps 15 digits of a number, and this one has ${count}: the last are lost. Format the column as text and fill it again.`,
  };
}

function inspectWidth(text: string, { paddedWidth }: ColumnQualityProfile): CellIssue | undefined {
  if (text.length >= paddedWidth || !digits.test(text)) return undefined;
  return {
    code: 'lost-leading-zeros',
    message: `it has ${text.length} digits, the column's codes have ${paddedWidth}. Is it ${text.padStart(paddedWidth, '0')}?`,
  };
}
