import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { StagingFile, stagedRows } from '../../src/export/writing/staging-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'staging-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = Buffer.from(JSON.stringify([['3'], ['4'], ['5']]));
const STATE = { duplicates: 0, expected: 0, newest: 0 };

/** Writes rows, a page of which two rows are selected, and a checkpoint after them. */
async function written(name: string, rows: number): Promise<string> {
  const path = join(folder, name);
  const file = await StagingFile.create(path, ['id']);
  await file.add([['1'], ['2']]);
  await file.addPage(page, [0, 2]);
  await file.checkpoint('m', { ...STATE, written: rows });
  await file.close();
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

describe('a staging file', () => {
  test('returns the rows that were written, including those of pages', async () => {
    expect(await read(await written('complete', 4))).toEqual([['1'], ['2'], ['3'], ['5']]);
  });

  test.each([
    ['in a page', '[["3"'],
    ['in a row', '"2"'],
  ])('with a hole %s after a power cut is refused, so that no rows are lost silently', async (_, hole) => {
    const path = await written('hole', 4);
    const bytes = readFileSync(path);
    bytes.fill(0, bytes.indexOf(hole), bytes.indexOf(hole) + hole.length);
    writeFileSync(path, bytes);
    await expect(read(path)).rejects.toThrow('cannot be resumed. Run its sobot-etl export command again.');
  });

  test('with another number of rows than its checkpoint says is refused', async () => {
    await expect(read(await written('other', 5))).rejects.toThrow('holds less than was written to it');
  });
});
