import { FileError } from '../file-error.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import type { ScannedText } from '../text/scan-text.ts';
import { readRecords } from './csv-records.ts';

const backslash = '\\';

/** What a reading of all records comes to. */
interface RecordCheck {
  /** Rows that are not well-formed, or not as wide as the first one. */
  readonly bad: number;
  /** The line of the first of them, or where reading ended with an error. */
  readonly line: number | undefined;
}

/**
 * Refuses a file that has a backslash before quotes inside quotes, with what makes it readable, instead of rejecting its rows one
 * by one: all is well-formed so, and not otherwise.
 */
export async function checkEscapes(source: ByteSource, options: SourceOptions, scanned: ScannedText): Promise<void> {
  const { reopen: again, path } = source;
  if (!scanned.holdsEscapedQuote || options.escape !== undefined || again === undefined) return;
  const doubled = await checkRecords(again, options, scanned);
  if (doubled.bad === 0) return;
  const escaped = await checkRecords(again, { ...options, escape: backslash }, scanned);
  if (escaped.bad > 0) return;
  throw new FileError(
    'escaped-quotes',
    path,
    'quotes inside quotes have a backslash before them here, as MySQL and other programs write them. Set source: { escape: "\\\\" } in the mapping, and the whole file is read so.',
    { ...(doubled.line !== undefined && { line: doubled.line }), remedy: { escape: backslash } },
  );
}

async function checkRecords(
  again: NonNullable<ByteSource['reopen']>,
  options: SourceOptions,
  scanned: ScannedText,
): Promise<RecordCheck> {
  const source = await again();
  let bad = 0;
  let line: number | undefined;
  let width: number | undefined;
  try {
    const { batches } = await readRecords(source, options, scanned);
    for await (const rows of batches) {
      for (const { number, cells, problems } of rows) {
        if (number < (options.header ?? 1) || (cells.length === 1 && cells[0] === '')) continue;
        width ??= cells.length;
        if (problems === undefined && cells.length <= width) continue;
        bad++;
        line ??= number;
      }
    }
    return { bad, line };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { bad: bad + 1, line: line ?? error.line };
  } finally {
    await source.close();
  }
}
