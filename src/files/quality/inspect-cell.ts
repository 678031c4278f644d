import { shortened } from '../../words/index.ts';
import type { Cell } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import { hasControl, hasControlInside, hasInvisible, POSSIBLY_INVISIBLE_CLASS } from '../text/invisible-characters.ts';
import { type ColumnQualityProfile, DECIMAL_CODE, hasZeroTail } from './column-profile.ts';
import { undoMojibake } from './garbled-text.ts';
import type { IssueKind } from './issue-log.ts';

/** A data-quality issue of a cell. The message follows the cell's value. */
export interface CellIssue {
  readonly code: IssueKind;
  readonly message: string;
  /** The original value, where it is certain. */
  readonly fixed?: string;
}

/**
 * Letters that mojibake begins with or that replace lost ones, control characters, possibly invisible ones, and halves of
 * characters. A single character class is tested in 20 ns.
 */
const ODD_CHARACTER = new RegExp(`[\\u00c2-\\u00f4\\ufffd锟\\ue000-\\uf8ff\\ud800-\\udfff${POSSIBLY_INVISIBLE_CLASS}]`);
const PRIVATE_USE = /[\ue000-\uf8ff]/;
const ERROR_VALUE =
  /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA)$/;
const TOO_NARROW = /^#{3,}$/;
/** As spreadsheets (`3E+05`, `1.38E+10`) and programs (`1.38E10`, `3.0E5`) write it. A code such as `3E5` is neither. */
const SCIENTIFIC = /^(\d)(?:(?:[.,](\d+))[eE]\+?(\d{1,3})|[eE]\+(\d{2,3}))$/;
const LONG_NUMBER = /^[1-9]\d{15,}$/;
const ONLY_DIGITS = /^\d+$/;
const MAX_MEANT_CHARS = 60;
const HASH_CODE = 35;
const ZERO_CODE = 48;
const NINE_CODE = 57;

/** Finds the data-quality issue of a cell. With `exactDigits` numbers are as they were written, as in JSONL. */
export function inspectCell(cell: Cell, profile: ColumnQualityProfile, exactDigits: boolean): CellIssue | undefined {
  if (typeof cell !== 'string') {
    if (cell.kind !== 'number') return undefined;
    if (!exactDigits && Math.abs(cell.value as number) >= 1e15 && Number.isInteger(cell.value))
      return rounded(cell.text);
    return profile.paddedWidth > 0 ? inspectWidth(cell.text, profile) : undefined;
  }
  return inspectStart(cell, profile) ?? (ODD_CHARACTER.test(cell) ? inspectLetters(cell) : undefined);
}

/** Most issues can be recognised by how the text begins. */
function inspectStart(cell: string, profile: ColumnQualityProfile): CellIssue | undefined {
  const code = cell.charCodeAt(0);
  if (code === HASH_CODE) return inspectError(cell.trim());
  if (code < ZERO_CODE || code > NINE_CODE) return undefined;
  if (cell.length > 15 && LONG_NUMBER.test(cell) && hasZeroTail(cell)) return inspectZeroTail(cell, profile);
  const width = profile.paddedWidth > 0 ? inspectWidth(cell, profile) : undefined;
  if (width !== undefined) return width;
  if (profile.hasDecimalCodes) {
    const fixed = DECIMAL_CODE.exec(cell)?.[1];
    if (fixed !== undefined) return asDigits(fixed);
  }
  const exponent = profile.isCode ? SCIENTIFIC.exec(cell) : null;
  return exponent === null ? undefined : inspectExponent(exponent);
}

function inspectLetters(text: string): CellIssue | undefined {
  if (text.includes('\ufffd') || text.includes('锟斤拷')) {
    return {
      code: 'lost-characters',
      message: ROW_MESSAGES['lost-characters'].text.replaced(),
    };
  }
  if (PRIVATE_USE.test(text)) {
    return { code: 'private-characters', message: ROW_MESSAGES['private-characters'].text.found() };
  }
  if (!text.isWellFormed()) {
    return { code: 'lost-characters', message: ROW_MESSAGES['lost-characters'].text.half() };
  }
  if (hasControl(text)) return inspectControls(text);
  const meant = undoMojibake(text);
  if (meant === undefined) return hasInvisible(text) ? INVISIBLE_CHARACTERS : undefined;
  return {
    code: 'mojibake',
    message: ROW_MESSAGES.mojibake.text.meant(shortened(meant, MAX_MEANT_CHARS)),
  };
}

const INVISIBLE_CHARACTERS: CellIssue = {
  code: 'invisible-characters',
  get message() {
    return ROW_MESSAGES['invisible-characters'].text.found();
  },
};

const OUTER_CONTROLS: CellIssue = {
  code: 'outer-control-characters',
  get message() {
    return ROW_MESSAGES['outer-control-characters'].text.found();
  },
};

/** Control characters around a text or beside its spaces are padding or come from a terminal; between other characters they mean something. */
function inspectControls(text: string): CellIssue {
  if (!hasControlInside(text)) return OUTER_CONTROLS;
  const meant = undoMojibake(text);
  const { inside, mojibake } = ROW_MESSAGES['control-characters'].text;
  const message = meant === undefined ? inside() : mojibake(shortened(meant, MAX_MEANT_CHARS));
  return { code: 'control-characters', message };
}

function inspectError(text: string): CellIssue | undefined {
  if (ERROR_VALUE.test(text)) return { code: 'error-value', message: ROW_MESSAGES['error-value'].text.formula() };
  return TOO_NARROW.test(text)
    ? { code: 'error-value', message: ROW_MESSAGES['error-value'].text.narrow() }
    : undefined;
}

function inspectExponent([, first = '', rest = '', power, bare]: RegExpExecArray): CellIssue | undefined {
  const length = Number(power ?? bare) + 1;
  const known = first.length + rest.length;
  if (known === length && length > 1) return length <= 15 ? asDigits(first + rest) : rounded(first + rest);
  if (length <= 3 || known >= length) return undefined;
  return {
    code: 'scientific-notation',
    message: ROW_MESSAGES['scientific-notation'].text.digits(known, length),
  };
}

function asDigits(fixed: string): CellIssue {
  return {
    code: 'decimal-code',
    message: ROW_MESSAGES['decimal-code'].text.readAs(fixed),
    fixed,
  };
}

/** One number in ten ends in a zero by chance, so the whole column is considered. */
function inspectZeroTail(text: string, { longNumbers, zeroTails }: ColumnQualityProfile): CellIssue | undefined {
  const tail = text.length - 15;
  if (longNumbers >= 3) {
    if (zeroTails >= longNumbers / 2) return rounded(text);
    return tail >= 3
      ? {
          code: 'maybe-rounded-number',
          message: ROW_MESSAGES['maybe-rounded-number'].text.zeros(),
        }
      : undefined;
  }
  return tail >= 3 ? rounded(text) : undefined;
}

function rounded(text: string): CellIssue {
  const count = text.replace(/\D/g, '').length;
  return {
    code: 'rounded-number',
    message: ROW_MESSAGES['rounded-number'].text.digits(count),
  };
}

function inspectWidth(text: string, { paddedWidth }: ColumnQualityProfile): CellIssue | undefined {
  if (text.length >= paddedWidth || !ONLY_DIGITS.test(text)) return undefined;
  return {
    code: 'lost-leading-zeros',
    message: ROW_MESSAGES['lost-leading-zeros'].text.shorter(text.length, paddedWidth, text.padStart(paddedWidth, '0')),
  };
}
