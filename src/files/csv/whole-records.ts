import type { FileHandle } from 'node:fs/promises';
import type { LineBreak } from './csv-text.ts';

const QUOTE_BYTE = 0x22;

/** How many bytes of a CSV file of ours are whole records: up to the last line break that is not inside quotes. */
export async function wholeRecordsLength(handle: FileHandle, lineBreak: LineBreak = '\r\n'): Promise<number> {
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
