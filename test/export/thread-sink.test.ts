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

const customFields = [
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

const prepared = {
  customFields: customFields as never,
  names: new Map([['source', new Map([['1', 'Web']])]]),
  tagNames: new Map<string, string>(),
};

const settings: ShapeSettings = { show: wallClock('Asia/Shanghai'), details: false, tags: false };

const texts = [
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
const others: unknown[] = [
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

/** A page of rows with values that are hard to write, the same for the same number. */
function nastyPage(number: number, extra: Record<string, unknown> = {}): Buffer {
  const pick = (list: readonly unknown[], place: number) => list[(number * 31 + place * 17) % list.length];
  const members = customers.members.map(({ name }) => name);
  const items = Array.from({ length: 40 }, (_, index) => {
    const row: Record<string, unknown> = { id: `${number}-${index}`, create_time: 1_700_000_000 - number * 40 - index };
    for (const [place, member] of members.entries()) {
      if (member in row || (index + place) % 5 === 0) continue;
      row[member] = (index + place) % 3 === 0 ? pick(others, index + place) : pick(texts, index * 3 + place);
    }
    const entries = customFields.map(({ field_id }, place) => ({
      fieldid: field_id,
      field_value: ['1,2', '2,9', '5', '007', '2024-02-30', pick(texts, place), null][(index + place) % 7],
      field_text: 'text,other',
    }));
    const custom = ['[broken', '', null, '{}', JSON.stringify(entries)][index % 5] ?? JSON.stringify(entries);
    return { ...row, ...extra, ex_field_str: index % 2 === 0 ? JSON.stringify(entries) : custom };
  });
  return Buffer.from(JSON.stringify({ items, total_count: '4000', ret_code: '000000', ret_msg: '' }));
}

/** Writes pages in this thread, as short lists are written. */
async function writeHere(
  pages: readonly Buffer[],
  kept: Kept,
  file: OutputFile,
  shape: ShapeSettings,
  hasUnknownFields: boolean,
) {
  const parse = pageParser(customers);
  const spec = rowSpec(shape, prepared, hasUnknownFields);
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

/** A thread that gets the pages in turn. */
async function startThread(pages: readonly Buffer[], file: OutputFile) {
  let next = 0;
  // A copy, because what goes to another thread is gone here.
  const call = async () => Uint8Array.from(pages[next++] ?? []);
  const { sink, source } = await startSink(call, file);
  return { sink, read: (): Promise<StreamPage> => source.readFirstPage(request, 'anywhere') };
}

const request = { stream: customers, input: {} };

/** The sink of a long export, once it takes pages, and a source of them. */
async function startSink(call: ConstructorParameters<typeof PageSource>[0]['call'], file: OutputFile) {
  const open = () => Promise.reject(new Error('not in this thread'));
  const sink = new ExportSink({ stream: customers, open, file });
  sink.expect(10_000);
  await until(() => sink.accepts(customers));
  return { sink, source: new PageSource({ call, pageSize: 40, store: sink }) };
}

/** Those rows of a page that are kept, by their places in it. */
function keptRows({ rows, remote }: StreamPage, isKept: (place: number) => boolean): PageRows {
  if (!remote) throw new Error('the page is not with the thread');
  const places = rows.keys().filter(isKept).toArray();
  const isAll = places.length === rows.length;
  return {
    rows: rows.filter((_, place) => isKept(place)),
    handles: { page: remote, places: isAll ? undefined : places },
  };
}

async function writeThere(
  pages: readonly Buffer[],
  kept: Kept,
  file: OutputFile,
  shape: ShapeSettings,
  hasUnknownFields: boolean,
) {
  const { sink, read } = await startThread(pages, file);
  try {
    const read1 = await read();
    await sink.open(rowSpec(shape, prepared, hasUnknownFields), { path: `${file.path}.spool`, resume: false });
    for (const number of pages.keys()) {
      const wanted = keptRows(number === 0 ? read1 : await read(), (place) => kept(number, place));
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
const all = () => true;
const some: Kept = (page, index) => page !== 3 && (page + index) % 4 !== 0;

describe('a list that is written by a thread', () => {
  test.each<[what: string, file: Omit<OutputFile, 'path'>, shape: ShapeSettings, kept: Kept]>([
    ['CSV', { format: 'csv' }, settings, all],
    ['CSV of rows of which some came before', { format: 'csv' }, settings, some],
    ['CSV of another style', { format: 'csv', delimiter: ';', bom: true, guard: false }, settings, all],
    ['CSV in another encoding', { format: 'csv', encoding: 'utf-16le' }, settings, all],
    ['CSV as it came', { format: 'csv' }, { ...settings, show: 'raw' }, all],
    [
      'CSV of chosen columns',
      { format: 'csv' },
      { ...settings, columns: [{ name: 'Hobbies', as: 'H' }, { name: '_other' }] },
      all,
    ],
    ['CSV for an update', { format: 'csv' }, { ...settings, forUpdate: true }, all],
    ['XLSX', { format: 'xlsx' }, settings, all],
    ['XLSX of rows of which some came before', { format: 'xlsx' }, settings, some],
    ['JSONL', { format: 'jsonl' }, settings, some],
  ])('has the very bytes that it would have without: %s', async (what, format, shape, kept) => {
    const name = what.replaceAll(' ', '-');
    const here = { ...format, path: join(folder, `${name}.here`) };
    const there = { ...format, path: join(folder, `${name}.there`) };
    // Half of a pair of surrogates can be written in no other encoding.
    const given = format.encoding
      ? pages.map((page) => Buffer.from(page.toString().replaceAll(/\\+ud800/g, '')))
      : pages;
    const one = await writeHere(given, kept, here, shape, true);
    const other = await writeThere(given, kept, there, shape, true);
    expect(readFileSync(there.path).equals(readFileSync(here.path))).toBe(true);
    expect(other).toEqual({ ...one, paths: [there.path] });
  });

  test('fails with the very error with which it would fail without', async () => {
    const file = { format: 'csv', encoding: 'gb18030', path: join(folder, 'unencodable.csv') } as const;
    const here = await writeHere(pages, all, file, settings, true).catch((error: unknown) => error);
    const there = await writeThere(pages, all, file, settings, true).catch((error: unknown) => error);
    expect(here).toBeInstanceOf(FileError);
    expect(there).toBeInstanceOf(FileError);
    expect({ ...(there as FileError), message: (there as FileError).message }).toEqual({
      ...(here as FileError),
      message: (here as FileError).message,
    });
  });

  test('gives back what reading needs: ids, times, how many there are, and whether anything is new to the document', async () => {
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

  test('reads a page anew where its bytes are no page, so that the client can say what is wrong', async () => {
    const asked: boolean[] = [];
    const bad = Buffer.from('{"items":[{"id":1}],"ret_code":"000000"');
    const call = async ({ raw }: { raw?: true }) => {
      asked.push(raw === true);
      return raw ? Uint8Array.from(bad) : { items: [{ id: '1' }], total_count: 1 };
    };
    const { sink, source } = await startSink(call, { format: 'csv', path: join(folder, 'bad.csv') });
    expect(await source.readFirstPage(request, 'anywhere')).toEqual({ rows: [{ id: '1' }], total: 1 });
    expect(asked).toEqual([true, false]);
    sink.end();
  });

  test('does nothing more once something has failed: no mark says that all is there, and no file gets its name', async () => {
    const page = (number: number, nick: string) =>
      Buffer.from(JSON.stringify({ items: [{ id: `${number}`, nick }], total_count: 4000, ret_code: '000000' }));
    const repeated = Array.from({ length: 20 }, () => page(0, 'Ann'));
    const given = [page(0, 'Ann'), page(1, 'no character: \ud800'), page(2, 'Bob'), ...repeated];
    const file = { format: 'csv', encoding: 'gb18030', path: join(folder, 'gap.csv') } as const;
    const spool = `${file.path}.spool`;
    const { sink, read } = await startThread(given, file);
    const state = { written: 0, duplicates: 0, expected: 0, newest: 0 };
    await sink.open(rowSpec(settings, prepared, false), { path: spool, resume: false });
    const [ann, odd, bob] = [await read(), await read(), await read()];
    await sink.write(keptRows(ann, all));
    await sink.checkpoint('whole', state);
    await sink.write(keptRows(odd, all));
    await sink.write(keptRows(bob, all));
    await sink.checkpoint('with a gap', state);
    // Pages whose rows came before are given back, whatever has become of the others.
    for (const _ of repeated) (await read()).remote?.release();
    await expect(sink.commit()).rejects.toThrow(FileError);
    await sink.discard();
    sink.end();
    expect(await readStagingFile(spool)).toMatchObject({ mark: 'whole' });
    expect(readdirSync(folder).filter((name) => name.includes('gap.csv'))).toEqual(['gap.csv.spool']);
  });

  test('leaves no file, but a spool to go on from, where it is given up; going on gives the very bytes, too', async () => {
    const file = { format: 'csv', path: join(folder, 'resumed.csv') } as const;
    const spool = `${file.path}.spool`;
    const spec = rowSpec(settings, prepared, false);
    const begun = await startThread(pages.slice(0, 7), file);
    await begun.sink.open(spec, { path: spool, resume: false });
    let written = 0;
    for (let number = 0; number < 7; number += 1) {
      const kept = keptRows(await begun.read(), (place) => some(number, place));
      await begun.sink.write(kept);
      written += kept.rows.length;
      if (number === 5) await begun.sink.checkpoint('5', { written, duplicates: 2, expected: 3, newest: 4 });
    }
    await begun.sink.discard();
    begun.sink.end();
    expect(() => readFileSync(file.path)).toThrow('ENOENT');
    expect(await readStagingFile(spool)).toMatchObject({ mark: '5', newest: 4 });
    const resumed = await startThread(pages.slice(6), file);
    await resumed.sink.open(spec, { path: spool, resume: true });
    for (let number = 6; number < pages.length; number += 1) {
      await resumed.sink.write(keptRows(await resumed.read(), (place) => some(number, place)));
    }
    await resumed.sink.commit();
    resumed.sink.end();
    const plain = { ...file, path: join(folder, 'plain.csv') };
    await writeHere(pages, (page, index) => page !== 3 && some(page, index), plain, settings, false);
    expect(readFileSync(file.path, 'utf8')).toBe(readFileSync(plain.path, 'utf8'));
    expect(() => readFileSync(spool)).toThrow('ENOENT');
  });
});
