import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import { decodeText, type TextStream } from '../text/decode-text.ts';
import { countLineBreaks, lineBreakOf, MAX_RECORD_CHARS } from '../text/lines.ts';
import type { ScannedText } from '../text/scan-text.ts';
import { PushbackText, TextChunks } from '../text-chunks.ts';
import { beginsWithCell, endOfRows } from './csv-chunk-splitter.ts';
import type { LineBreak } from './csv-writer.ts';
import { detectDelimiter, givenDelimiter } from './detect-delimiter.ts';
import { EscapedRecordCutter } from './escaped-record-cutter.ts';
import { mayHoldEscapes, unescapeRows } from './formula-escaping.ts';
import { RecordCutter } from './record-cutter.ts';

/** The records of a CSV file, header and blank lines included, and what was detected. */
interface CsvRecords {
  readonly text: TextStream;
  readonly delimiter: string;
  readonly lineBreak: LineBreak;
  /** The file begins with Excel's `sep=` line, which is not a record. */
  readonly hasHint: boolean;
  readonly batches: AsyncGenerator<Row[], void, undefined>;
  /** The last record of the file, once it was yielded, if no line break ends it. */
  readonly unended: Row | undefined;
  /** Does the line after the last yielded record certainly have more than one cell? */
  isRowNext(): boolean;
  /** The records after the last yielded batch, as chunks of rows of `width` cells; undefined where an error comes first. */
  split(width: number): RecordChunks | undefined;
}

/** Records that several threads can split. */
interface RecordChunks {
  readonly chunks: TextChunks;
  /** The line where the first chunk begins. */
  readonly line: number;
  /** Makes `batches` continue with text that was requeued, which begins at a line. */
  resume(text: string, line: number): void;
}

/** Excel's own hint, alone on the first line of a file. */
const SEPARATOR_HINT = /^"?sep=(.)"?(?:\r\n|\r|\n|$)/i;

/** Whether formula escapes and text prefixes are removed. */
interface EscapeState {
  readonly areStripped: boolean;
  /** The text that is not split yet may hold some. */
  mayCome: boolean;
}

/** Enough text to detect the delimiter: at least this many characters and lines. */
const OPENING_CHARS = 16 * 1024;
const OPENING_LINES = 20;

interface Opening {
  readonly text: string;
  /** Thrown after the rows before it were yielded. */
  readonly failure?: unknown;
}

/** Decodes a CSV file and splits it into records. */
export async function readRecords(
  source: ByteSource,
  options: SourceOptions,
  scanned?: ScannedText,
): Promise<CsvRecords> {
  const { path } = source;
  const text = decodeText(source, scanned?.encoding ?? options.encoding, scanned?.isDetected);
  const pieces = new PushbackText(text.pieces());
  const opening = await readOpening(pieces);
  const hint = SEPARATOR_HINT.exec(opening.text)?.[1];
  const delimiter =
    options.delimiter === undefined
      ? (hint ?? detectDelimiter(opening.text, options.header))
      : givenDelimiter(path, options.delimiter);
  const escapeCharacter = givenEscape(path, options.escape, delimiter);
  const cutter =
    escapeCharacter === undefined
      ? new RecordCutter(path, delimiter)
      : new EscapedRecordCutter(path, delimiter, escapeCharacter);
  const escapes: EscapeState = { areStripped: options.keepGuard !== true, mayCome: false };
  /** Errors of splitting, kept until the rows before them were yielded. */
  const failures: unknown[] = [];
  let unended: Row | undefined;
  const batches = cutPieces(opening, pieces, cutter, escapes, failures, (row) => {
    unended = row;
  });
  return {
    text,
    delimiter,
    lineBreak: lineBreakOf(opening.text),
    hasHint: hint !== undefined,
    batches,
    get unended() {
      return unended;
    },
    isRowNext: () => cutter.restLength < OPENING_CHARS && beginsWithCell(cutter.rest.text, 0, delimiter),
    split(width) {
      const hasFailed = opening.failure !== undefined || failures.length > 0;
      if (hasFailed || escapeCharacter !== undefined) return undefined;
      const { text: carry, line } = cutter.rest;
      return {
        chunks: new TextChunks(pieces, carry, (rows) => endOfRows(rows, delimiter, width)),
        line,
        resume(rest, at) {
          cutter.resume(rest, at);
          escapes.mayCome = escapes.areStripped;
        },
      };
    },
  };
}

/** The escape character of a file, unless it is the quote itself. */
function givenEscape(path: string, given: string | undefined, delimiter: string): string | undefined {
  if (given === undefined || given === '"') return undefined;
  if (given.length === 1 && given !== delimiter && !/[\r\n]/.test(given)) return given;
  throw new FileError('bad-escape', path, FILE_MESSAGES['bad-escape'].text.given());
}

async function readOpening(pieces: PushbackText): Promise<Opening> {
  let text = '';
  try {
    let lines = 0;
    while (text.length < OPENING_CHARS || (lines < OPENING_LINES && text.length < MAX_RECORD_CHARS)) {
      const next = await pieces.next();
      if (next.done) break;
      text += next.value;
      lines += countLineBreaks(next.value);
    }
    return { text };
  } catch (failure) {
    return { text, failure };
  }
}

async function* cutPieces(
  opening: Opening,
  pieces: PushbackText,
  cutter: RecordCutter | EscapedRecordCutter,
  escapes: EscapeState,
  failures: unknown[],
  onUnended: (row: Row | undefined) => void,
): AsyncGenerator<Row[], void, undefined> {
  let before = '';
  const cut = (piece: string, last: boolean): Row[] => {
    escapes.mayCome ||= escapes.areStripped && mayHoldEscapes(before + piece);
    before = piece.slice(-1);
    const rows: Row[] = [];
    try {
      cutter.cut(piece, last, rows);
    } catch (error) {
      failures.push(error);
    }
    if (escapes.mayCome) unescapeRows(rows);
    // The rest of a piece is short, unless a record spans many pieces.
    escapes.mayCome &&= cutter.restLength > OPENING_CHARS || mayHoldEscapes(cutter.rest.text);
    return rows;
  };
  const failIfDue = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  yield cut(opening.text, false);
  failIfDue();
  try {
    if (opening.failure !== undefined) throw opening.failure;
    for await (const piece of pieces) {
      yield cut(piece, false);
      failIfDue();
    }
  } catch (error) {
    throw withLine(error, cutter);
  }
  const isEnded = /^$|[\r\n]$/.test(cutter.rest.text.slice(-1));
  const last = cut('', true);
  if (!isEnded) onUnended(last.at(-1));
  yield last;
  failIfDue();
}

/** The decoder knows the offset of a bad byte, the cutter its line. */
function withLine(error: unknown, cutter: RecordCutter | EscapedRecordCutter): unknown {
  if (!(error instanceof FileError) || error.code !== 'undecodable') return error;
  const { text, line } = cutter.rest;
  return error.at(line + countLineBreaks(text));
}
