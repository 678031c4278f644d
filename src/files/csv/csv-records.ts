import { FileError } from '../file-error.ts';
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

/** The records of a CSV file, header and blank lines included, and what was found out about it. */
interface CsvRecords {
  readonly text: TextStream;
  readonly delimiter: string;
  readonly lineBreak: LineBreak;
  /** The file begins with Excel's `sep=` line, which is no record of it. */
  readonly hasHint: boolean;
  readonly batches: AsyncGenerator<Row[], void, undefined>;
  /** The last record of the file, once it was given, if no line break ends it. */
  readonly unended: Row | undefined;
  /** Is the line after the last record that was given sure to have more than one cell? */
  isRowNext(): boolean;
  /** What is still to come, once a batch was given, as stretches of rows of so many cells; nothing where it goes wrong at once. */
  split(width: number): RecordChunks | undefined;
}

/** Records that several threads may cut. */
interface RecordChunks {
  readonly chunks: TextChunks;
  /** The line where the first stretch begins. */
  readonly line: number;
  /** Lets `batches` go on with a text that was given back, at a line. */
  resume(text: string, line: number): void;
}

/** Excel's own hint, alone on the first line of a file. */
const separatorHint = /^"?sep=(.)"?(?:\r\n|\r|\n|$)/i;

/** What is known of guards against formulas, and other marks of text. */
interface EscapeState {
  readonly areStripped: boolean;
  /** The text that is not cut yet may hold some. */
  mayCome: boolean;
}

/** Enough text to tell the delimiter by: so much, and so many lines, however long they are. */
const OPENING_CHARS = 16 * 1024;
const OPENING_LINES = 20;

interface Opening {
  readonly text: string;
  /** Waits until the rows before it are given. */
  readonly failure?: unknown;
}

/** Decodes a CSV file and cuts it into records. */
export async function readRecords(
  source: ByteSource,
  options: SourceOptions,
  scanned?: ScannedText,
): Promise<CsvRecords> {
  const { path } = source;
  const text = decodeText(source, scanned?.encoding ?? options.encoding, scanned?.isDetected);
  const pieces = new PushbackText(text.pieces());
  const opening = await readOpening(pieces);
  const hint = separatorHint.exec(opening.text)?.[1];
  const delimiter =
    options.delimiter === undefined
      ? (hint ?? detectDelimiter(opening.text, options.header))
      : givenDelimiter(path, options.delimiter);
  const escapeCharacter = givenEscape(path, options.escape, delimiter);
  const cutter =
    escapeCharacter === undefined
      ? new RecordCutter(path, delimiter)
      : new EscapedRecordCutter(path, delimiter, escapeCharacter);
  const marks: EscapeState = { areStripped: options.keepGuard !== true, mayCome: false };
  /** What went wrong in cutting, until the rows before it are taken. */
  const failures: unknown[] = [];
  let unended: Row | undefined;
  const batches = cutPieces(opening, pieces, cutter, marks, failures, (row) => {
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
      const isFaulty = opening.failure !== undefined || failures.length > 0;
      if (isFaulty || escapeCharacter !== undefined) return undefined;
      const { text: carry, line } = cutter.rest;
      return {
        chunks: new TextChunks(pieces, carry, (rows) => endOfRows(rows, delimiter, width)),
        line,
        resume(rest, at) {
          cutter.resume(rest, at);
          marks.mayCome = marks.areStripped;
        },
      };
    },
  };
}

/** The escape character of a file, if it is another than the quote itself. */
function givenEscape(path: string, given: string | undefined, delimiter: string): string | undefined {
  if (given === undefined || given === '"') return undefined;
  if (given.length === 1 && given !== delimiter && !/[\r\n]/.test(given)) return given;
  throw new FileError('bad-escape', path, 'the escape must be one character such as \\, and not the delimiter.');
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
  marks: EscapeState,
  failures: unknown[],
  endsWithout: (row: Row | undefined) => void,
): AsyncGenerator<Row[], void, undefined> {
  let before = '';
  const cut = (piece: string, last: boolean): Row[] => {
    marks.mayCome ||= marks.areStripped && mayHoldEscapes(before + piece);
    before = piece.slice(-1);
    const rows: Row[] = [];
    try {
      cutter.cut(piece, last, rows);
    } catch (error) {
      failures.push(error);
    }
    if (marks.mayCome) unescapeRows(rows);
    // What is left of a piece is short, unless a record goes over many.
    marks.mayCome &&= cutter.restLength > OPENING_CHARS || mayHoldEscapes(cutter.rest.text);
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
    throw located(error, cutter);
  }
  const isEnded = /^$|[\r\n]$/.test(cutter.rest.text.slice(-1));
  const last = cut('', true);
  if (!isEnded) endsWithout(last.at(-1));
  yield last;
  failIfDue();
}

/** The decoder knows the byte where a text goes wrong, the cutter the line. */
function located(error: unknown, cutter: RecordCutter | EscapedRecordCutter): unknown {
  if (!(error instanceof FileError) || error.code !== 'undecodable') return error;
  const { text, line } = cutter.rest;
  return error.at(line + countLineBreaks(text));
}
