import { type FileHandle, open } from 'node:fs/promises';
import { OWNER_ONLY, writeAll, writeError } from '../out/atomic-file.ts';
import { bulkFormatter, type CsvStyle, csvHeader, type LineBreak } from './csv-writer.ts';
import { escapeFormula } from './formula-escaping.ts';

/** How a live file is opened. */
export interface CsvAppenderOptions extends CsvStyle {
  readonly bom?: boolean;
  /** Continue after the last complete row of the existing file, and remove a row that a crash left incomplete. Otherwise the file starts empty. */
  readonly resume?: boolean;
}

/** A CSV file that grows during a run and is readable at any moment: each call writes whole rows at once. */
export interface CsvAppender {
  readonly path: string;
  append(rows: readonly (readonly string[])[]): Promise<void>;
  /** The lines of rows, to be appended later: as bytes, which take a tenth of the memory. */
  lines(rows: readonly (readonly string[])[]): Buffer;
  appendLines(lines: Buffer): Promise<void>;
  /** Makes what was appended durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a growing CSV file such as `errors.csv`. It exists, with its header, when this returns. */
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
    // An existing file may be readable by others. A new one has the right mode already: some file systems forbid to change it.
    const existing = await handle.stat();
    if (existing.isFile() && (existing.mode & 0o777) !== OWNER_ONLY) await handle.chmod(OWNER_ONLY);
    let size = options.resume === true ? await wholeRecordsLength(handle, options.lineBreak) : 0;
    await handle.truncate(size);
    const file = handle;

    let last: Promise<void> = Promise.resolve();

    const write = async (data: Buffer): Promise<void> => {
      try {
        await writeAll(file, data);
        size += data.length;
      } catch (error) {
        // A full disk may leave half a row.
        await file.truncate(size).catch(() => undefined);
        throw writeError(path, error);
      }
    };

    const appendLines = (data: Buffer): Promise<void> => {
      if (data.length === 0) return last;
      // Writes are sequential; the failure of one does not stop the next.
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

/** The length in bytes of the whole records of a CSV file that we wrote: up to the last line break outside quotes. */
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
