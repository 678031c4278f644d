import { open } from 'node:fs/promises';
import { OWNER_ONLY, writeAll, writeError } from './atomic-file.ts';

/** A file of lines that grows, such as JSONL; each call appends whole lines. */
export interface LineAppender {
  readonly path: string;
  append(lines: Buffer): Promise<void>;
  /** Makes what was appended durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const LINE_FEED = 0x0a;

/** Opens a growing file of lines, readable by its owner only, after its last whole line: one that a crash has cut is removed. */
export async function openLineAppender(path: string): Promise<LineAppender> {
  try {
    const file = await open(path, 'a+', OWNER_ONLY);
    let size = (await file.stat()).isFile() ? await wholeLinesLength(file) : undefined;
    if (size !== undefined) await file.truncate(size);
    return {
      path,
      async append(lines) {
        try {
          await writeAll(file, lines);
          if (size !== undefined) size += lines.length;
        } catch (error) {
          // A full disk may leave half a line.
          if (size !== undefined) await file.truncate(size).catch(() => undefined);
          throw writeError(path, error);
        }
      },
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  } catch (error) {
    throw writeError(path, error);
  }
}

/** The length of the file up to its last line break. */
async function wholeLinesLength(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const buffer = Buffer.alloc(64 * 1024);
  for (let end = (await file.stat()).size; end > 0; ) {
    const length = Math.min(end, buffer.length);
    await file.read(buffer, 0, length, end - length);
    const at = buffer.subarray(0, length).lastIndexOf(LINE_FEED);
    if (at >= 0) return end - length + at + 1;
    end -= length;
  }
  return 0;
}
