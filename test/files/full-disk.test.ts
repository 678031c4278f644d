import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { FileError, openWriter, type WriterOptions, writeErrorsWorkbook } from '../../src/files/index.ts';

const COLUMNS = [{ name: 'a' }];
const rows = Array.from({ length: 5000 }, (_none, at) => [`${at} ${(at * 7919) % 10_007} ${(at * 104_729) % 99_991}`]);

/** Writes until it fails or is done. */
async function write(target: string | Writable, format: WriterOptions['format']): Promise<void> {
  const writer = await openWriter(target, { format, columns: COLUMNS });
  try {
    for (let times = 0; times < 20; times++) await writer.write(rows);
    await writer.commit();
  } finally {
    await writer.discard();
  }
}

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
  test.each(['csv', 'jsonl', 'xlsx'] as const)('is a readable error: %s', async (format) => {
    const error = await write('/dev/full', format).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({
      code: 'disk-full',
      message: '/dev/full: the file cannot be written: the disk is full.',
    });
  });

  test('is an error for errors.xlsx, too', async () => {
    const row = { number: 2, cells: ['x'], status: 'rejected', problems: [] };
    await expect(writeErrorsWorkbook('/dev/full', { header: ['a'], rows: Array(500).fill(row) })).rejects.toMatchObject(
      { code: 'disk-full' },
    );
  });
});

describe('a reader of the output that ends early', () => {
  test.each(['csv', 'jsonl', 'xlsx'] as const)('is a readable error: %s', async (format) => {
    let taken = 0;
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        done(taken > 50_000 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
      },
    });
    await expect(write(stream, format)).rejects.toMatchObject({ code: 'unwritable', path: 'standard output' });
  });
});
