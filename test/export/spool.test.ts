import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { StagingFile, stagedRows } from '../../src/export/writing/staging-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'spool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = Buffer.from(JSON.stringify([['3'], ['4'], ['5']]));
const state = { duplicates: 0, expected: 0, newest: 0 };

/** Rows, a page of which two rows are meant, and a mark behind them. */
async function written(name: string, rows: number): Promise<string> {
  const path = join(folder, name);
  const spool = await StagingFile.create(path, ['id']);
  await spool.add([['1'], ['2']]);
  await spool.addPage(page, [0, 2]);
  await spool.checkpoint('m', { ...state, written: rows });
  await spool.close();
  return path;
}

async function read(path: string): Promise<unknown[]> {
  const found: unknown[] = [];
  const ofPage = (bytes: Buffer, kept: readonly number[] | undefined) => {
    try {
      const rows = JSON.parse(bytes.toString()) as string[][];
      return kept ? rows.filter((_, index) => kept.includes(index)) : rows;
    } catch {
      return [];
    }
  };
  for await (const rows of stagedRows(path, ofPage)) found.push(...rows);
  return found;
}

describe('a spool', () => {
  test('gives back the rows that were written, those of pages among them', async () => {
    expect(await read(await written('whole', 4))).toEqual([['1'], ['2'], ['3'], ['5']]);
  });

  test.each([
    ['in a page', '[["3"'],
    ['in a row', '"2"'],
  ])('that a power cut left with a hole %s is refused, rather than that rows are missing', async (_, hole) => {
    const path = await written('hole', 4);
    const bytes = readFileSync(path);
    bytes.fill(0, bytes.indexOf(hole), bytes.indexOf(hole) + hole.length);
    writeFileSync(path, bytes);
    await expect(read(path)).rejects.toThrow('cannot be gone on with. Give its sobot-etl export command again.');
  });

  test('that holds another number of rows than its mark says is refused', async () => {
    await expect(read(await written('other', 5))).rejects.toThrow('holds less than was written to it');
  });
});
