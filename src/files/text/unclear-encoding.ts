import { alignColumns } from '../../words/align-columns.ts';
import { shortened } from '../../words/shortened.ts';
import { countLineBreaks } from '../csv/line-breaks.ts';
import { FileError } from '../file-error.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { type EncodingGuess, isLikeText } from './guess-encoding.ts';
import { lenientText, strictDecoder } from './strict-decoder.ts';

const SHOWN_READINGS = 4;
const SHOWN_CELLS = 3;
const MAX_SHOWN_CELL_CHARS = 24;
/** A reading that is so many bits behind is not worth showing. */
const FAR_BEHIND = 60;

/** Text in which some byte is not ASCII, up to the next sign that ends a cell. No byte of these is part of a longer character. */
const cell = /[^\t\r\n",;]*[\x80-\xff][^\t\r\n",;]*/g;

/** The error of a file whose encoding is not clear: it shows what the likeliest ones make of its first cells. */
export async function unclearEncoding(source: ByteSource, readings: readonly EncodingGuess[]): Promise<FileError> {
  const { cells, line } = await firstCells(source);
  const best = readings[0]?.bits ?? 0;
  const likely = readings
    .filter((reading) => reading.bits - best < FAR_BEHIND && isLikeText(reading) && readsAll(cells, reading.encoding))
    .slice(0, SHOWN_READINGS);
  const shown = likely.map(({ encoding }) => ({ encoding, text: textOf(cells, encoding) }));
  const lines = alignColumns(
    shown.map(({ encoding, text }) => [`  source: { encoding: ${encoding} }`, text]),
    { gap: 3 },
  );
  const message =
    lines.length === 0
      ? 'is not UTF-8, and no other encoding that is known here makes sense of it. Save the file as UTF-8 where it was made.'
      : `is not UTF-8, and what else it is cannot be told for sure from so little text. So its first cells read:\n${lines.join('\n')}\nPut the line whose text is right into the mapping, or save the file as UTF-8.`;
  return new FileError(
    lines.length === 0 ? 'undecodable' : 'unclear-encoding',
    source.path,
    message,
    line === undefined ? {} : { line },
  );
}

function readsAll(cells: readonly Buffer[], encoding: string): boolean {
  const decoder = strictDecoder(encoding);
  return cells.every((each) => 'text' in decoder.decode(each));
}

function textOf(cells: readonly Buffer[], encoding: string): string {
  return cells.map((each) => shortened(lenientText(each, encoding).trim(), MAX_SHOWN_CELL_CHARS)).join(' | ');
}

async function firstCells(source: ByteSource): Promise<{ cells: Buffer[]; line: number | undefined }> {
  let before = '';
  let breaks = 0;
  for await (const chunk of source.chunks()) {
    const text = before + chunk.toString('latin1');
    const found = [...new Set([...text.matchAll(cell)].map(([each]) => each))].slice(0, SHOWN_CELLS);
    if (found.length === SHOWN_CELLS || (found.length > 0 && text.length > 1024 * 1024) || chunk.length === 0) {
      return { cells: found.map(asBytes), line: breaks + lineOf(text) };
    }
    if (found.length > 0) {
      before = text;
      continue;
    }
    const end = text.lastIndexOf('\n') + 1;
    breaks += countLineBreaks(text.slice(0, end));
    before = text.slice(end);
  }
  const found = [...new Set([...before.matchAll(cell)].map(([each]) => each))].slice(0, SHOWN_CELLS);
  return { cells: found.map(asBytes), line: found.length === 0 ? undefined : breaks + lineOf(before) };
}

function asBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function lineOf(text: string): number {
  return countLineBreaks(text.slice(0, text.search(/[\x80-\xff]/))) + 1;
}
