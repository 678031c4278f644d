import { FileError } from '../file-error.ts';
import { RecordCutter } from './record-cutter.ts';

const delimiters = [',', ';', '\t', '|'] as const;
const sampleChars = 16 * 1024;
const sampleRecords = 200;

/** Names of delimiters in messages and reports. */
const delimiterNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

export function delimiterName(delimiter: string): string {
  return delimiterNames[delimiter] ?? delimiter;
}

/** A delimiter as a mapping or flag gives it: one character, or the word `tab`. */
export function givenDelimiter(path: string, given: string): string {
  const delimiter = given === 'tab' || given === '\\t' ? '\t' : given;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new FileError(
      'bad-delimiter',
      path,
      `the delimiter must be one character such as , ; | or tab, not "${given}".`,
    );
  }
  return delimiter;
}

/** The delimiter that cuts most records of a sample into as many cells as the header has. A comma where none does. */
export function detectDelimiter(text: string, headerLine = 1): string {
  const sample = text.slice(0, sampleChars);
  const scored = delimiters.map((delimiter) => ({
    delimiter,
    score: score(sample, delimiter, headerLine, text.length > sampleChars),
  }));
  const best = scored.reduce((found, next) => (next.score > found.score ? next : found));
  return best.score > 0 ? best.delimiter : ',';
}

function score(sample: string, delimiter: string, headerLine: number, cutOff: boolean): number {
  const widths = recordWidths(sample, delimiter, headerLine, cutOff);
  const [header] = widths;
  if (header === undefined) return 0;
  if (header > 1) return share(widths, header) + Math.min(header, 50) / 1000 + 0.1;
  const usual = mostFrequent(widths.filter((width) => width > 1));
  return usual === undefined ? 0 : share(widths, usual) * 0.5;
}

function recordWidths(sample: string, delimiter: string, headerLine: number, cutOff: boolean): number[] {
  if (!sample.includes(delimiter)) return [];
  try {
    return new RecordCutter('', delimiter)
      .cut(sample, !cutOff)
      .filter(({ number, cells }) => number >= headerLine && (cells.length > 1 || cells[0] !== ''))
      .slice(0, sampleRecords)
      .map(({ cells }) => cells.length);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

function share(widths: readonly number[], wanted: number): number {
  return widths.filter((width) => width === wanted).length / widths.length;
}

function mostFrequent(widths: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}
