import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowSpec, type ShapeSettings } from '../../src/export/columns/row-shape.ts';
import { type PageRows, pageParser, type StreamPage } from '../../src/export/reading/page.ts';
import { PageSource } from '../../src/export/reading/page-source.ts';
import { wallClock } from '../../src/export/wall-clock.ts';
import { ExportSink } from '../../src/export/writing/export-sink.ts';
import { openFileSink } from '../../src/export/writing/row-sink.ts';
import { readStagingFile } from '../../src/export/writing/staging-file.ts';
import type { OutputFile } from '../../src/export/writing/thread-sink.ts';
import { FileError, openWriter } from '../../src/files/index.ts';
import { customers } from '../../src/streams/customers.ts';
import { until } from '../support/until.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'row-thread-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CUSTOM_FIELDS = [
  { field_id: 'c1', field_name: 'Notes', field_variable: 'customField1', field_type: 1, cus_field_data_info_list: [] },
  { field_id: 'c2', field_name: 'nick', field_variable: 'customField2', field_type: 3, cus_field_data_info_list: [] },
  { field_id: 'c3', field_name: 'Sum', field_variable: 'customField3', field_type: 5, cus_field_data_info_list: [] },
  {
    field_id: 'c4',
    field_name: 'Hobbies',
    field_variable: 'customField4',
    field_type: 7,
    cus_field_data_info_list: [
      { data_value: '1', data_name: 'Lesen, "laut"' },
      { data_value: '2', data_name: '=1+1' },
    ],
  },
];

const PREPARED = {
  customFields: CUSTOM_FIELDS as never,
  names: new Map([['source', new Map([['1', 'Web']])]]),
  tagNames: new Map<string, string>(),
};

const SETTINGS: ShapeSettings = { show: wallClock('Asia/Shanghai'), details: false, tags: false };

const TEXTS = [
  '',
  ' ',
  'plain',
  '"',
  '""',
  'a,b',
  'a;b\tc',
  'line\r\nbreak',
  '\n',
  '=SUM(1)',
  "'=x",
  '+49 30 1',
  '-5',
  '-x',
  '@a',
  '\t',
  '00123',
  '12345678901234567890',
  '1e5',
  '王芳 🎉',
  'Ünïcode',
  '\ud800 half',
  '\u0000\u0001\u000b',
  '\ufffe',
  '_x000D_',
  '<b>&amp;</b>',
  ']]>',
  'x'.repeat(33_000),
  '2025-03-04',
  '2025-03-04T10:20:30Z',
  'true',
  'null',
  '\u2028',
  '\ufeff',
];
const OTHERS: unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e21,
  true,
  false,
  [],
  {},
  ['a', 1],
  { a: { b: null } },
  1_700_000_000,
  1_700_000_000_000,
];

/** A page of rows with values that are hard to write. The same number makes the same page. */
function nastyPage(number: number, extra: Record<string, unknown> = {}): Buffer {
  const pick = (list: readonly unknown[], position: number) => list[(number * 31 + position * 17) % list.length];
  const members = customers.members.map(({ name }) => name);
  const items = Array.from({ length: 40 }, (_, index) => {
    const row: Record<string, unknown> = { id: `${number}-${index}`, create_time: 1_700_000_000 - number * 40 - index };
    for (const [position, member] of members.entries()) {
      if (member in row || (index + position) % 5 === 0) continue;
      row[member] = (index + position) % 3 === 0 ? pick(OTHERS, index + position) : pick(TEXTS, index * 3 + position);
    }
    const entries = CUSTOM_FIELDS.map(({ field_id }, position) => ({
      fieldid: field_id,
      field_value: ['1,2', '2,9', '5', '007', '2024-02-30', pick(TEXTS, position), null][(index + position) % 7],
      field_text: 'text,other',
    }));
    const custom = ['[broken', '', null, '{}', JSON.stringify(entries)][index % 5] ?? JSON.stringify(entries);
    return { ...row, ...extra, ex_field_str: index % 2 === 0 ? JSON.stringify(entries) : custom };
  });
  return Buffer.from(JSON.stringify({ items, total_count: '4000', ret_code: '000000', ret_msg: '' }));
}

/** Writes pages in this thread, as short lists are written. */
async function writeInThisThread(
  pages: readonly Buffer[],
  kept: Kept,
  file: OutputFile,
  shape: ShapeSettings,
  hasUnknownFields: boolean,
) {
  const parse = pageParser(customers);
  const spec = rowSpec(shape, PREPARED, hasUnknownFields);
  const sink = await openFileSink(customers, spec, (columns) => openWriter(file.path, { ...file, columns }), undefined);
  try {
    for (const [number, bytes] of pages.entries())
      await sink.write({ rows: (parse(bytes)?.rows ?? []).filter((_, index) => kept(number, index)) });
    return await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

type Kept = (page: number, index: number) => boolean;

/** A worker thread that receives the pages one after another. */
async function startThread(pages: readonly Buffer[], file: OutputFile) {
  let next = 0;
  // A copy, because bytes that are sent to another thread are detached here.
  const call = async () => Uint8Array.from(pages[next++] ?? []);
  const { sink, source } = await startSink(call, file);
  return { sink, read: (): Promise<StreamPage> => source.readFirstPage(REQUEST, 'anywhere') };
}

const REQUEST = { stream: customers, input: {} };

/** The sink of a long export that is ready for pages, and a source of them. */
async function startSink(call: ConstructorParameters<typeof PageSource>[0]['call'], file: OutputFile) {
  const open = () => Promise.reject(new Error('not in this thread'));
  const sink = new ExportSink({ stream: customers, open, file });
  sink.expect(10_000);
  await until(() => sink.accepts(customers));
  return { sink, source: new PageSource({ call, pageSize: 40, store: sink }) };
}

/** The rows of a page that are kept, by their indexes in it. */
function keptRows({ rows, remote }: StreamPage, isKept: (index: number) => boolean): PageRows {
  if (!remote) throw new Error('The page is not in the worker thread');
  const indexes = rows.keys().filter(isKept).toArray();
  const isAll = indexes.length === rows.length;
  return {
    rows: rows.filter((_, index) => isKept(index)),
    handles: { page: remote, indexes: isAll ? undefined : indexes },
  };
}

async function writeInWorkerThread(
  pages: readonly Buffer[],
  kept: Kept,
  file: OutputFile,
  shape: ShapeSettings,
  hasUnknownFields: boolean,
) {
  const { sink, read } = await startThread(pages, file);
  try {
    const firstPage = await read();
    await sink.open(rowSpec(shape, PREPARED, hasUnknownFields), { path: `${file.path}.staging`, resume: false });
    for (const number of pages.keys()) {
      const wanted = keptRows(number === 0 ? firstPage : await read(), (index) => kept(number, index));
      if (wanted.rows.length > 0) await sink.write(wanted);
    }
    return await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  } finally {
    sink.end();
  }
}

const pages = Array.from({ length: 12 }, (_, number) => nastyPage(number));
const MASKS = { columns: [{ column: 'Hobbies', method: 'hash' }], personal: true, key: 'a key' } as const;
const all = () => true;
const some: Kept = (page, index) => page !== 3 && (page + index) % 4 !== 0;

describe('a list that is written by a worker thread', () => {
  test.each<[what: string, file: Omit<OutputFile, 'path'>, shape: ShapeSettings, kept: Kept]>([
    ['CSV', { format: 'csv' }, SETTINGS, all],
    ['CSV without repeated rows', { format: 'csv' }, SETTINGS, some],
    ['CSV of another style', { format: 'csv', delimiter: ';', bom: true, guard: false }, SETTINGS, all],
    ['CSV in another encoding', { format: 'csv', encoding: 'utf-16le' }, SETTINGS, all],
    ['CSV of raw values', { format: 'csv' }, { ...SETTINGS, show: 'raw' }, all],
    [
      'CSV of chosen columns',
      { format: 'csv' },
      { ...SETTINGS, columns: [{ name: 'Hobbies', as: 'H' }, { name: '_other' }] },
      all,
    ],
    ['CSV for an update', { format: 'csv' }, { ...SETTINGS, forUpdate: true }, all],
    ['CSV with masks', { format: 'csv' }, { ...SETTINGS, masks: MASKS }, all],
    ['XLSX', { format: 'xlsx' }, SETTINGS, all],
    ['XLSX without repeated rows', { format: 'xlsx' }, SETTINGS, some],
    ['JSONL', { format: 'jsonl' }, SETTINGS, some],
  ])('has the same bytes as without the thread: %s', async (what, format, shape, kept) => {
    const name = what.replaceAll(' ', '-');
    const here = { ...format, path: join(folder, `${name}.here`) };
    const there = { ...format, path: join(folder, `${name}.there`) };
    // Half of a surrogate pair cannot be written in another encoding.
    const given = format.encoding
      ? pages.map((page) => Buffer.from(page.toString().replaceAll(/\\+ud800/g, '')))
      : pages;
    const one = await writeInThisThread(given, kept, here, shape, true);
    const other = await writeInWorkerThread(given, kept, there, shape, true);
    expect(readFileSync(there.path).equals(readFileSync(here.path))).toBe(true);
    expect(other).toEqual({ ...one, paths: [there.path] });
  });

  test('fails with the same error as without the thread', async () => {
    const file = { format: 'csv', encoding: 'gb18030', path: join(folder, 'unencodable.csv') } as const;
    const here = await writeInThisThread(pages, all, file, SETTINGS, true).catch((error: unknown) => error);
    const there = await writeInWorkerThread(pages, all, file, SETTINGS, true).catch((error: unknown) => error);
    expect(here).toBeInstanceOf(FileError);
    expect(there).toBeInstanceOf(FileError);
    expect({ ...(there as FileError), message: (there as FileError).message }).toEqual({
      ...(here as FileError),
      message: (here as FileError).message,
    });
  });

  test('returns ids, times, the count, and whether there are undocumented members', async () => {
    const odd = [nastyPage(0), nastyPage(1, { never_seen: 1 })];
    const { sink, read } = await startThread(odd, { format: 'csv', path: join(folder, 'facts.csv') });
    const first = await read();
    expect(first.total).toBe(4000);
    expect(first.rows).toHaveLength(40);
    expect(first.rows[3]).toMatchObject({ id: '0-3', create_time: 1_699_999_997 });
    expect(Object.keys(first.rows[3] ?? {})).toEqual(['id', 'create_time', 'update_time']);
    expect(first.remote?.hasUnknownFields).toBe(false);
    expect((await read()).remote?.hasUnknownFields).toBe(true);
    sink.end();
  });

  test('reads a page again if its bytes are not a page, so that the client can report the error', async () => {
    const requested: boolean[] = [];
    const bad = Buffer.from('{"items":[{"id":1}],"ret_code":"000000"');
    const call = async ({ raw }: { raw?: true }) => {
      requested.push(raw === true);
      return raw ? Uint8Array.from(bad) : { items: [{ id: '1' }], total_count: 1 };
    };
    const { sink, source } = await startSink(call, { format: 'csv', path: join(folder, 'bad.csv') });
    expect(await source.readFirstPage(REQUEST, 'anywhere')).toEqual({ rows: [{ id: '1' }], total: 1 });
    expect(requested).toEqual([true, false]);
    sink.end();
  });

  test('writes no checkpoint and no file after a failure', async () => {
    const page = (number: number, nick: string) =>
      Buffer.from(JSON.stringify({ items: [{ id: `${number}`, nick }], total_count: 4000, ret_code: '000000' }));
    const repeated = Array.from({ length: 20 }, () => page(0, 'Ann'));
    const given = [page(0, 'Ann'), page(1, 'no character: \ud800'), page(2, 'Bob'), ...repeated];
    const file = { format: 'csv', encoding: 'gb18030', path: join(folder, 'gap.csv') } as const;
    const stagingPath = `${file.path}.staging`;
    const { sink, read } = await startThread(given, file);
    const state = { written: 0, duplicates: 0, expected: 0, newest: 0 };
    await sink.open(rowSpec(SETTINGS, PREPARED, false), { path: stagingPath, resume: false });
    const [ann, odd, bob] = [await read(), await read(), await read()];
    await sink.write(keptRows(ann, all));
    await sink.checkpoint('complete', state);
    await sink.write(keptRows(odd, all));
    await sink.write(keptRows(bob, all));
    await sink.checkpoint('with a gap', state);
    // Pages without new rows are released even after the failure.
    for (const _ of repeated) (await read()).remote?.release();
    await expect(sink.commit()).rejects.toThrow(FileError);
    await sink.discard();
    sink.end();
    expect(await readStagingFile(stagingPath)).toMatchObject({ checkpoint: 'complete' });
    expect(readdirSync(folder).filter((name) => name.includes('gap.csv'))).toEqual(['gap.csv.staging']);
  });

  test('leaves only a staging file when it is discarded, and resumes from it with the same bytes', async () => {
    const file = { format: 'csv', path: join(folder, 'resumed.csv') } as const;
    const stagingPath = `${file.path}.staging`;
    const spec = rowSpec(SETTINGS, PREPARED, false);
    const first = await startThread(pages.slice(0, 7), file);
    await first.sink.open(spec, { path: stagingPath, resume: false });
    let written = 0;
    for (let number = 0; number < 7; number += 1) {
      const kept = keptRows(await first.read(), (index) => some(number, index));
      await first.sink.write(kept);
      written += kept.rows.length;
      if (number === 5) await first.sink.checkpoint('5', { written, duplicates: 2, expected: 3, newest: 4 });
    }
    await first.sink.discard();
    first.sink.end();
    expect(() => readFileSync(file.path)).toThrow('ENOENT');
    expect(await readStagingFile(stagingPath)).toMatchObject({ checkpoint: '5', newest: 4 });
    const resumed = await startThread(pages.slice(6), file);
    await resumed.sink.open(spec, { path: stagingPath, resume: true });
    for (let number = 6; number < pages.length; number += 1) {
      await resumed.sink.write(keptRows(await resumed.read(), (index) => some(number, index)));
    }
    await resumed.sink.commit();
    resumed.sink.end();
    const plain = { ...file, path: join(folder, 'plain.csv') };
    await writeInThisThread(pages, (page, index) => page !== 3 && some(page, index), plain, SETTINGS, false);
    expect(readFileSync(file.path, 'utf8')).toBe(readFileSync(plain.path, 'utf8'));
    expect(() => readFileSync(stagingPath)).toThrow('ENOENT');
  });
});
