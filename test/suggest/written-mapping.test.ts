import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cell, cellText, openTable, type Row } from '../../src/files/index.ts';
import { compileMapping, type Lookups, loadMapping, type Mapping, parseMapping } from '../../src/mapping/index.ts';
import { readTableStatistics, renderMapping, type TableStatistics } from '../../src/suggest/index.ts';
import { anyCell } from '../support/arbitrary-cells.ts';
import { lookupsOf } from '../support/map-rows.ts';
import fc from '../support/property.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';
import { profileRows, suggestFor } from '../support/suggest.ts';

const fixtures = fileURLToPath(new URL('../fixtures/headers', import.meta.url));
const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const mappings = fileURLToPath(new URL('../../mappings', import.meta.url));
const csvIn = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.csv'));

let tenant: SandboxTenant;
let lookups: Lookups;
beforeAll(async () => {
  tenant = await startTenant();
  lookups = lookupsOf({ read: tenant.read });
});
afterAll(() => tenant[Symbol.asyncDispose]());

describe('a written mapping', () => {
  test.each(csvIn(fixtures))('of %s compiles, and no row of the file is rejected', async (file) => {
    const { table, rows } = await readFile(join(fixtures, file));
    const mapper = await compile(table, 'customer');
    expect(mapper).toBeDefined();
    const refused = (await Promise.all(rows.map(async (row) => mapper?.map(row) ?? { problems: [] }))).flatMap(
      ({ problems }) => problems,
    );
    expect(refused).toEqual([]);
  });

  test.each(csvIn(samples).map((file) => basename(file, '.csv')))(
    'of the sample of %s compiles, and says what the shipped mapping says',
    async (name) => {
      const { table } = await readFile(join(samples, `${name}.csv`));
      const target = name === 'customers' ? 'customer' : name;
      expect(await compile(table, target)).toBeDefined();
      const shipped = await loadMapping(join(mappings, `${name}.yaml`));
      const suggestion = await suggestFor(table, { target, lookups });
      const suggested = new Map(
        suggestion.placements.map((one) => [one.candidate.id, one.columns.map(({ written }) => written)]),
      );
      const wrong = columnsOf(shipped.content).filter(
        ([place, columns]) => !columns.some((column) => suggested.get(place)?.includes(column)),
      );
      // A column may be used twice or be computed in a mapping that a person wrote; a suggestion gives it one place.
      expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(1);
    },
  );

  test('lists the texts that mean "no value", if there are any', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-nulls-'));
    const rows = Array.from(
      { length: 20 },
      (_, at) => `P${at},${at % 5 ? `1380013${8000 + at}` : 'NULL'},p${at}@x.co,`,
    );
    const written = async (lines: readonly string[]) => {
      writeFileSync(join(folder, 'in.csv'), `${['Name,Phone,Email,Remark', ...lines].join('\n')}\n`);
      const { table } = await readFile(join(folder, 'in.csv'));
      const text = renderMapping(await suggestFor(table, { target: 'customer', lookups }), {
        input: 'in.csv',
        output: 'map.yaml',
      });
      return parseMapping(text, 'map.yaml').content.nulls;
    };
    expect(await written(rows)).toEqual(['NULL']);
    expect(await written(rows.map((row) => row.replace('NULL', '')))).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  test('has rules that warn of what differs from plain addresses, numbers, dates and codes, and of no value that is like the others', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => [
      `A-${String(at).padStart(5, '0')}`,
      `Person ${at}`,
      `p${at}@example.com`,
      `+49 170 1234${String(at).padStart(3, '0')}`,
      `${String((at % 28) + 1).padStart(2, '0')}/03/1990`,
      at % 2 ? 'called' : 'wrote',
    ]);
    const header = ['Customer ID', 'Name', 'Email', 'Mobile', 'Birthday', 'Remark'];
    const suggestion = await suggestFor(await profileRows(header, rows), { target: 'customer', lookups });
    const text = renderMapping(suggestion, { input: 'in.csv', output: 'map.yaml' });
    const { rules = [] } = parseMapping(text, 'map.yaml').content;
    expect(rules.map(({ field, level }) => [field, level])).toEqual([
      ['email', 'warn'],
      ['tel', 'warn'],
      ['partnerid', 'warn'],
      ['Birthday', 'warn'],
    ]);
    expect(rules[2]).toMatchObject({ match: '^[A-Z]-[0-9]{5}$', message: 'a code like A-00000' });
    const mapper = await compileMapping(parseMapping(text, 'map.yaml'), { header, inputPath: 'in.csv', lookups });
    const warned = await Promise.all(rows.map(async (cells) => (await mapper.map({ number: 2, cells })).warnings));
    expect(warned.filter(Boolean)).toEqual([]);
    const { warnings, problems } = await mapper.map({
      number: 2,
      cells: ['A-17', 'Ann', 'a@b.co', '+49 170 1234567', '02/03/2190', ''],
    });
    expect(problems).toEqual([]);
    expect(warnings?.map(({ field }) => field)).toEqual(['partnerid', 'Birthday']);
  });

  test('loads where a value of a column of codes is longer than a YAML key can be, or has line breaks', async () => {
    for (const long of ['x'.repeat(1100), '\0'.repeat(200), `\0\n${'x'.repeat(60)}`]) {
      const rows = [['first-inquiry'], ['first-inquiry'], ['first-inquiry'], [long]].map(([status]) => [
        'Li Na',
        status ?? '',
      ]);
      expect(await compile(await profileRows(['Name', 'Status'], rows), 'customer')).toBeDefined();
    }
  });

  test('loads and compiles whatever the column names and values are', async () => {
    const headers = fc.uniqueArray(fc.oneof(anyCell().map(cellText), fc.constantFrom(...ODD)), {
      minLength: 1,
      maxLength: 6,
    });
    const property = fc.asyncProperty(
      headers.chain((header) =>
        fc.tuple(fc.constant(header), fc.array(fc.tuple(...header.map(() => anyCell())), { maxLength: 5 })),
      ),
      async ([header, rows]) => {
        await compile(
          await profileRows(
            ['Name', ...header.map((name) => name.trim())],
            rows.map((row): Cell[] => ['Li Na', ...row]),
          ),
          'customer',
        );
      },
    );
    await fc.assert(property, { numRuns: process.env['SOAK'] ? 80 : 25 });
  });
});

/** Names that YAML, a shell or the mapping language could stumble over. */
const ODD = [
  'Email: work',
  '# Phone',
  '- tel',
  'null',
  'true',
  '1e3',
  '{Gender}',
  'a, b',
  "it's",
  '"quoted"',
  '@at',
  '%',
  'Name',
  'Name#2',
  '__proto__',
  'Status',
  'Plan',
  'Tags',
  '*',
];

async function readFile(path: string): Promise<{ table: TableStatistics; rows: Row[] }> {
  const rows: Row[] = [];
  const open = await openTable(path);
  async function* noted() {
    for await (const batch of open.batches()) {
      rows.push(...batch);
      yield batch;
    }
  }
  const table = await readTableStatistics(open.header, noted());
  await open.close();
  return { table, rows };
}

async function compile(table: TableStatistics, target: string) {
  const suggestion = await suggestFor(table, { target, lookups });
  const text = renderMapping(suggestion, { input: 'input.csv', output: 'mapping.yaml' });
  const header = table.columns.map(({ name }) => name);
  // Columns of one name cannot be named, and then there may be none for what every record needs; that is said.
  if (suggestion.missing.length > 0) {
    expect(text).toContain('# REQUIRED');
    return undefined;
  }
  return compileMapping(parseMapping(text, 'mapping.yaml'), { header, inputPath: 'input.csv', lookups });
}

/** Where a mapping puts which columns: `fields.nick` ← `Full name`. */
function columnsOf({ fields = {}, custom = {} }: Mapping): (readonly [place: string, columns: readonly string[]])[] {
  const of = (section: string, specs: NonNullable<Mapping['fields']>) =>
    Object.entries(specs).flatMap(([key, spec]) => {
      const columns = typeof spec === 'string' ? [spec] : [spec.column ?? []].flat();
      return columns.length === 0 ? [] : [[`${section}.${key}`, columns] as const];
    });
  return [...of('fields', fields), ...of('custom', custom)];
}

test('a customer is never named by an address or a number for lack of a name', async () => {
  const rows = [...Array(20).keys()].map((n) => [`user${n}@example.com`, `+8613800138${100 + n}`, `Note ${n}`]);
  const table = await profileRows(['Email', 'Mobile', 'Remark'], rows);
  for (const target of ['customer-update', 'customer']) {
    const suggestion = await suggestFor(table, { target, lookups });
    const name = suggestion.placements.find(({ candidate }) => candidate.id === 'fields.nick');
    expect(name, target).toBeUndefined();
    expect(suggestion.missing.map(({ id }) => id)).toEqual(target === 'customer' ? ['fields.nick'] : []);
  }
});
