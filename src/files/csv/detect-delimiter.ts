import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { type Cell, cellText, type Row } from '../row.ts';
import { countLineBreaks, nextLineStart } from '../text/lines.ts';
import { RecordCutter } from './record-cutter.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** The size of the sample: at least this many characters and lines. */
const SAMPLE_CHARS = 16 * 1024;
const SAMPLE_LINES = 20;
const SAMPLE_RECORDS = 200;
/** The score of a delimiter that occurs in the header, whatever the rows look like. */
const MIN_SCORE = 0.01;

/** Names of delimiters in messages and reports. */
const DELIMITER_NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

export function delimiterName(delimiter: string): string {
  return DELIMITER_NAMES[delimiter] ?? delimiter;
}

/** A delimiter as a mapping or flag gives it: one character, or the word `tab`. */
export function givenDelimiter(path: string, given: string): string {
  const delimiter = given === 'tab' || given === '\\t' ? '\t' : given;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new FileError('bad-delimiter', path, FILE_MESSAGES['bad-delimiter'].text.given(given));
  }
  return delimiter;
}

/**
 * The delimiter that splits most records of a sample into as many cells as the header has. Where none does, the file has one column,
 * and the delimiter is one that does not occur in the sample: the comma, unless the texts have commas.
 */
export function detectDelimiter(text: string, headerLine = 1): string {
  const sample = text.slice(0, Math.max(SAMPLE_CHARS, lineStart(text, SAMPLE_LINES + 1)));
  const isCutOff = text.length > sample.length;
  const none = DELIMITERS.find((delimiter) => !sample.includes(delimiter)) ?? ',';
  const best = DELIMITERS.filter((delimiter) => sample.includes(delimiter))
    .map((delimiter) => ({ delimiter, score: score(cutSample(sample, delimiter, headerLine, isCutOff)) }))
    .reduce<{ delimiter: string; score: number }>((found, next) => (next.score > found.score ? next : found), {
      delimiter: none,
      score: 0,
    });
  return best.delimiter;
}

/** A sample, split by a delimiter. */
interface CutSample {
  /** The number of cells of each record, header included; 0 for a record with malformed quotes. */
  readonly widths: readonly number[];
  /** The share of cells after a delimiter that begin with a space, as after a comma in a sentence; 0 to 1. */
  readonly spaced: number;
  /** The share of records with an odd number of quotes in a cell, as where a delimiter stands inside quotes; 0 to 1. */
  readonly split: number;
  /** A quote is left open further down. */
  readonly isUnclosed: boolean;
}

function score({ widths, spaced, split, isUnclosed }: CutSample): number {
  const [header] = widths;
  if (header === undefined) return 0;
  if (header === 0) return MIN_SCORE;
  const unclosed = (isUnclosed ? 0.05 : 0) + split * 0.5;
  if (header > 1)
    return Math.max(
      MIN_SCORE,
      fractionOf(widths, header) + Math.min(header, 50) / 1000 + 0.1 - spaced * 0.3 - unclosed,
    );
  const usual = mostFrequent(widths.filter((width) => width > 1));
  return usual === undefined ? 0 : Math.max(0, fractionOf(widths, usual) * 0.5 - spaced - unclosed);
}

function cutSample(sample: string, delimiter: string, headerLine: number, isCutOff: boolean): CutSample {
  for (let sound = sample; ; ) {
    try {
      const isWhole = sound.length < sample.length || !isCutOff;
      const rows = new RecordCutter('', delimiter).cut(sound, isWhole);
      return cutRecords(rows, headerLine, sound.length < sample.length);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      // An unclosed quote says nothing about the delimiter of the lines before it.
      const lines = Math.min(lineStart(sound, error.line ?? 1), lineStart(sound, countLineBreaks(sound)));
      sound = sound.slice(0, lines);
    }
  }
}

function cutRecords(rows: readonly Row[], headerLine: number, isUnclosed: boolean): CutSample {
  const records = rows
    .filter(({ number, cells }) => number >= headerLine && (cells.length > 1 || cells[0] !== ''))
    .slice(0, SAMPLE_RECORDS);
  const notFirst = records.flatMap(({ cells }) => cells.slice(1));
  const spaced = notFirst.filter((cell) => cellText(cell).startsWith(' ')).length;
  return {
    widths: records.map(({ cells, problems }) => (problems === undefined ? cells.length : 0)),
    spaced: notFirst.length === 0 ? 0 : spaced / notFirst.length,
    split: records.length === 0 ? 0 : records.filter(({ cells }) => cells.some(isSplit)).length / records.length,
    isUnclosed,
  };
}

/** Is the text half of a quoted cell, such as `"Smith` of `"Smith, Ann"`? Inches, as in `5" disk`, do not count. */
function isSplit(cell: Cell): boolean {
  return (cellText(cell).replace(/\d"/g, '').split('"').length & 1) === 0;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let passed = 1; passed < line; passed++) at = nextLineStart(text, at);
  return at;
}

function fractionOf(widths: readonly number[], wanted: number): number {
  return widths.filter((width) => width === wanted).length / widths.length;
}

function mostFrequent(widths: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}
