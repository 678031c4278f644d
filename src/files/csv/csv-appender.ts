import { type FileHandle, open } from 'node:fs/promises';
import { OWNER_ONLY, writeAll, writeError } from '../out/atomic-file.ts';
import { bulkFormatter, type CsvStyle, csvHeader, type LineBreak } from './csv-writer.ts';
import { escapeFormula } from './formula-escaping.ts';

/** How a live file is opened. */
export interface CsvAppenderOptions extends CsvStyle {
  readonly bom?: boolean;
  /** Go on after the last whole row of what is there, dropping one that a crash cut short. Otherwise the file starts anew. */
  readonly resume?: boolean;
}

/** A CSV file that grows during a run and is readable at every moment: rows arrive whole, each call in one write. */
export interface CsvAppender {
  readonly path: string;
  append(rows: readonly (readonly string[])[]): Promise<void>;
  /** Makes lines of rows, to be appended later: as bytes, since they take a tenth of the memory. */
  lines(rows: readonly (readonly string[])[]): Buffer;
  appendLines(lines: Buffer): Promise<void>;
  /** Makes what was appended durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a live CSV file such as `errors.csv`. It is there, with its header, once this returns. */
export async function openCsvAppender(
  path: string,
  header: readonly string[],
  options: CsvAppenderOptions = {},
): Promise<CsvAppender> {
  const toLines = bulkFormatter(header.length, options);
  const lines = (rows: readonly (readonly string[])[]) =>
    Buffer.from(toLines((options.guard ?? true) ? rows.map((row) => row.map(escapeFormula)) : rows));
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'a+', OWNER_ONLY);
    // An earlier one may have been open to others.
    const before = await handle.stat();
    // A new file has that mode; where the system forbids to change modes, that must do.
    if (before.isFile() && (before.mode & 0o777) !== OWNER_ONLY) await handle.chmod(OWNER_ONLY);
    let size = options.resume === true ? await wholeRecordsLength(handle, options.lineBreak) : 0;
    await handle.truncate(size);
    const file = handle;

    let last: Promise<void> = Promise.resolve();

    const write = async (data: Buffer): Promise<void> => {
      try {
        await writeAll(file, data);
        size += data.length;
      } catch (error) {
        // A full disk may have taken half a row.
        await file.truncate(size).catch(() => undefined);
        throw writeError(path, error);
      }
    };

    const appendLines = (data: Buffer): Promise<void> => {
      if (data.length === 0) return last;
      // One after the other, whatever became of the one before.
      last = last.catch(() => undefined).then(() => write(data));
      return last;
    };

    if (size === 0) await write(Buffer.from((options.bom === true ? '\ufeff' : '') + csvHeader(header, options)));
    return {
      path,
      append: (rows) => appendLines(lines(rows)),
      lines,
      appendLines,
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  } catch (error) {
    await handle?.close();
    throw writeError(path, error);
  }
}

const QUOTE_BYTE = 0x22;

/** How many bytes of a CSV file of ours are whole records: up to the last line break that is not inside quotes. */
async function wholeRecordsLength(handle: FileHandle, lineBreak: LineBreak = '\r\n'): Promise<number> {
  const lineEnd = lineBreak.charCodeAt(lineBreak.length - 1);
  const buffer = Buffer.alloc(256 * 1024);
  let whole = 0;
  let quoted = false;
  for (let start = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    if (bytesRead === 0) return whole;
    for (let at = 0; at < bytesRead; at++) {
      if (buffer[at] === QUOTE_BYTE) quoted = !quoted;
      else if (buffer[at] === lineEnd && !quoted) whole = start + at + 1;
    }
    start += bytesRead;
  }
}
