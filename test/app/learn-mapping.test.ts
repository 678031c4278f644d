import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { learnMapping } from '../../src/app/map/learn-mapping.ts';
import { openWriter } from '../../src/files/index.ts';
import { checkFile, importFile } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const MAPPING = `# Customers of the shop
version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  tel: { column: Mobile, transform: [phone] }   # numbers
  email: Email
  sex:
    column: Gender
    values:
      Male: 1
      Female: 2
  crm_status: { const: 1 }
custom:
  Birthday: { column: Born, transform: [date] }
`;

interface Row {
  Id: string;
  Name: string;
  Mobile: string;
  Email: string;
  Gender: string;
  Born: string;
}
type Cells = Record<string, string>;

/** A fit row; its telephone number is its own. */
const row = (index: number, cells: Partial<Row> = {}): Row => ({
  Id: `L${index}`,
  Name: `Person ${index}`,
  Mobile: `+49 151 1${String(index).padStart(7, '0')}`,
  Email: `p${index}@example.com`,
  Gender: 'Male',
  Born: '1990-04-12',
  ...cells,
});

/** Imports rows, and lets people correct the errors workbook. */
async function correctedRun(rows: readonly Row[], correct: (row: Cells) => Partial<Row>, mapping = MAPPING) {
  const folder = newFolder();
  const path = (name: string) => join(folder, name);
  const { url: baseUrl, appId, appKey } = sandbox;
  const connection = { baseUrl, appId, appKey, home: path('home') };
  const header = Object.keys(row(0));
  const lines = [header, ...rows.map((each) => Object.values(each))];
  writeFileSync(path('in.csv'), lines.map((cells) => `${cells.map((cell) => `"${cell}"`).join(',')}\n`).join(''));
  writeFileSync(path('map.yaml'), mapping);
  const files = { connection, file: path('in.csv'), mapping: path('map.yaml') };
  const { run } = await importFile({ ...files, out: path('run') });
  const errors = readFileSync(path('run/errors.csv'), 'utf8').replaceAll("'+", '+');
  const records = parse(errors, { columns: true, bom: true }) as Cells[];
  const names = Object.keys(records[0] ?? {});
  const writer = await openWriter(path('fixed.xlsx'), {
    format: 'xlsx',
    columns: names.map((name) => ({ name, kind: 'text' })),
  });
  const corrected = records.map((record): Cells => ({ ...record, ...correct(record) }));
  await writer.write(corrected.map((record) => names.map((name) => record[name] ?? '')));
  await writer.commit();
  const learning = { connection, file: path('fixed.xlsx'), mapping: path('map.yaml') };
  return { folder, path, files, run, learning, corrected };
}

const only = (count: number, make: (index: number) => Row) => Array.from({ length: count }, (_, index) => make(index));

describe('learnMapping', () => {
  test('learns a country, a date format and values, proves each, and writes them only when told to', async () => {
    const rows = [
      ...only(12, (index) =>
        row(index, { Mobile: `0151 2${String(index).padStart(7, '0')}`, Gender: ['Male', 'M.'][index % 2] ?? '' }),
      ),
      ...only(12, (index) => row(20 + index, { Born: `0${(index % 9) + 1}/0${((index * 5) % 9) + 1}/1990` })),
      ...only(6, (index) => row(40 + index, { Gender: 'k.A.' })),
      row(50, { Gender: 'Femal' }),
      row(51, { Name: '' }),
    ];
    const { learning, path, files, corrected } = await correctedRun(rows, (record) => {
      const [day, month, year] = (record['Born'] ?? '').split('/');
      return {
        Mobile: record['Mobile']?.replace(/^0/, '+49 ') ?? '',
        Gender: { 'M.': 'male', Femal: 'Female', 'k.A.': '' }[record['Gender'] ?? ''] ?? record['Gender'] ?? '',
        ...(year !== undefined && { Born: `${year}-${month}-${day}` }),
        ...(record['Name'] === '' && { Name: 'Li Na' }),
      };
    });
    const shown = await learnMapping(learning);
    expect(shown.written).toBe(false);
    expect(readFileSync(path('map.yaml'), 'utf8')).toBe(MAPPING);
    expect(shown.proposals.map(({ what, covers, of }) => [what.join(), covers, of])).toEqual([
      ['telephone country DE', 12, 12],
      ['2 values (M.: 1, k.A.: null)', 12, 13],
      ['date format DD/MM/YYYY', expect.any(Number), expect.any(Number)],
    ]);
    const dates = shown.proposals[2];
    expect(dates?.covers).toBe(dates?.of);
    expect(dates?.covers).toBeGreaterThan(8);
    expect(shown.not_proposed.map(({ reason }) => reason).join('\n')).toMatch(
      /"Femal" → "Female": it was corrected only once/,
    );
    expect(shown.notes.join()).toContain('All 32 rows of the run’s input were compared');
    expect(shown.diff).toContain('-  tel: { column: Mobile, transform: [phone] }   # numbers');
    expect(shown.diff).toContain('+  tel: { column: Mobile, transform: [{ phone: DE }] }   # numbers');

    expect((await learnMapping({ ...learning, agreed: true })).written).toBe(true);
    const text = readFileSync(path('map.yaml'), 'utf8');
    expect(text).toContain('# Customers of the shop');
    expect(text).toContain('      Female: 2\n      M.: 1\n      k.A.: null\n');
    // The same rows are fit now, but for what could not be learnt.
    const checked = await checkFile({ ...files, out: path('checked') });
    expect(checked.rows.rejected).toBe(2);
    // The corrected rows are sent as they were corrected.
    const { rows: sent } = await importFile({ ...files, file: learning.file, out: path('second') });
    expect(sent.created).toBe(corrected.length);
    await expect(learnMapping(learning)).rejects.toThrow(/is not the mapping with which run .*perhaps it has learnt/);
  });

  test('proposes nothing that contradicts a correction', async () => {
    const rows = [
      ...only(6, (index) => row(100 + index, { Born: `0${index + 1}/0${index + 2}/1990` })),
      ...only(5, (index) => row(110 + index, { Gender: 'Diverse' })),
      ...only(4, (index) => row(120 + index, { Mobile: `0664 1${String(index).padStart(6, '0')}` })),
    ];
    const { learning } = await correctedRun(rows, (record) => {
      const index = Number(record['Id']?.slice(1));
      const [first, second, year] = (record['Born'] ?? '').split('/');
      return {
        ...(year !== undefined && {
          Born: index === 103 ? `${year}-${first}-${second}` : `${year}-${second}-${first}`,
        }),
        ...(record['Gender'] === 'Diverse' && { Gender: index % 2 === 0 ? 'Male' : 'Female' }),
        Mobile: record['Mobile']?.replace(/^0/, index === 121 ? '+39 0' : '+43 ') ?? '',
      };
    });
    const { proposals, not_proposed, diff } = await learnMapping(learning);
    const reasons = not_proposed.map(({ field, reason }) => `${field}: ${reason}`).join('\n');
    expect(proposals, reasons).toEqual([]);
    expect(diff).toBe('');
    expect(reasons).toMatch(
      /Birthday: DD\/MM\/YYYY: it fits 5 corrected rows, but "04\/05\/1990" in row 5 was corrected to "1990-04-05"/,
    );
    expect(reasons).toMatch(
      /sex: "Diverse": it was corrected to "(?:Fem|M)ale" in \d rows and to "(?:Fem|M)ale" in \d rows/i,
    );
    expect(reasons).toMatch(/tel: the country AT: it fits 3 corrected rows, but "0664 1000001"/);
  });

  test('proposes nothing that two formats explain, or that would change what was sent', async () => {
    const same = only(4, (index) => row(200 + index, { Born: `0${index + 1}.0${index + 1}.45` }));
    const ambiguous = await correctedRun(same, (record) => {
      const [day, month] = (record['Born'] ?? '').split('.');
      return { Born: `2045-${month}-${day}` };
    });
    const rows = [
      ...only(4, (index) => row(210 + index, { Born: `0${index + 1}/0${index + 2}/1990` })),
      row(220, { Born: '4 Apr 1990' }),
    ];
    const changing = await correctedRun(rows, (record) => {
      const [day, month, year] = (record['Born'] ?? '').split('/');
      return { Born: `${year}-${month}-${day}` };
    });
    const first = await learnMapping(ambiguous.learning);
    expect(first.proposals).toEqual([]);
    expect(first.not_proposed[0]?.reason).toContain('the corrected dates fit both DD.MM.YY and MM.DD.YY');
    const second = await learnMapping(changing.learning);
    expect(second.proposals).toEqual([]);
    expect(second.not_proposed[0]?.reason).toBe('date format DD/MM/YYYY: it would change row 6, which was not refused');
    // If the input is gone, that cannot be known, and it is said.
    rmSync(changing.path('in.csv'));
    const third = await learnMapping(changing.learning);
    expect(third.proposals.length).toBe(1);
    expect(third.notes.join()).toContain('could not be compared');
  });

  test('leaves to people what a rule of the mapping refuses', async () => {
    const rows = only(3, (index) => row(250 + index, { Name: 'Anonymous' }));
    const rules = `${MAPPING}rules:\n  - { field: nick, match: "^Person", message: "must be a person", level: reject }\n`;
    const { learning } = await correctedRun(rows, () => ({ Name: 'Person Li' }), rules);
    const { proposals, not_proposed: notProposed } = await learnMapping(learning);
    expect(proposals).toEqual([]);
    expect(notProposed[0]?.reason).toBe('3 corrections of what people must decide on (rule-match)');
  });

  test('learns nothing from rows that where leaves out: nothing of them is sent that could prove it', async () => {
    const rows = only(2, (index) => row(270 + index, { Mobile: `0664 100000${index}` }));
    const { learning } = await correctedRun(
      rows,
      ({ Id = '' }) => ({ Mobile: `+44 20 7946 0${Id.slice(1)}`, Name: 'gone' }),
      `where: Name != "gone"\n${MAPPING}`,
    );
    const { proposals, not_proposed: notProposed } = await learnMapping(learning);
    expect(proposals).toEqual([]);
    expect(notProposed[0]?.reason).toBe(
      '2 corrected rows are still refused, here or in another cell, or left out by where, and show nothing',
    );
  });

  test('says what to do where nothing can be learnt', async () => {
    const rows = only(3, (index) => row(300 + index, { Gender: 'M.' }));
    const untouched = await correctedRun(rows, () => ({}));
    const { learning, path } = untouched;
    await expect(learnMapping(learning)).rejects.toThrow(
      /No cell of .*fixed\.xlsx was corrected since run .*map --learn/,
    );
    // The second round: what the first run wrote about its rows is no correction either.
    await importFile({ ...untouched.files, file: path('run/errors.xlsx'), out: path('again') });
    await expect(learnMapping({ ...learning, file: path('again/errors.xlsx') })).rejects.toThrow(/^No cell of/);
    await expect(learnMapping({ ...learning, file: path('in.csv') })).rejects.toThrow(
      /was not written by a run: it lacks the columns _row, .*sobot-etl runs/,
    );
    await expect(learnMapping({ ...learning, file: devNull })).rejects.toThrow(
      / is not a file, but a pipe or a device/,
    );
    const connection = { ...learning.connection, home: path('another') };
    await expect(learnMapping({ ...learning, connection })).rejects.toThrow(/No run in this ledger wrote/);
    writeFileSync(path('map.yaml'), MAPPING.replace('Female: 2', 'Female: 2\n      Frau: 2'));
    await expect(learnMapping(learning)).rejects.toThrow(/sobot-etl check/);
  });

  test('is a flag of map, whose standard output is the diff', async () => {
    const rows = only(3, (index) => row(400 + index, { Gender: 'M.' }));
    const { folder, path, run } = await correctedRun(rows, () => ({ Gender: 'Male' }));
    copyFileSync(path('fixed.xlsx'), path('run/errors.xlsx'));
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const args = ['map', '--learn', 'run/errors.xlsx', '-m', 'map.yaml'];
    const shown = await runCli(args, options);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/^--- map\.yaml\n\+\+\+ map\.yaml\n@@ .*\n[\s\S]*\+ {6}M\.: 1\n/);
    expect(shown.stderr).toContain(`3 corrected rows of run ${run}`);
    expect(shown.stderr).toContain('covers 3 of 3 rows');
    expect(shown.stderr).toContain(
      'Nothing was written. To write the change: sobot-etl map --learn run/errors.xlsx -m map.yaml --yes',
    );
    const written = await runCli([...args, '--yes', '--json'], options);
    expect(JSON.parse(written.stdout)).toMatchObject({ written: true, proposals: [{ covers: 3, of: 3 }] });
    expect(readFileSync(path('map.yaml'), 'utf8')).toBe(MAPPING.replace('Female: 2\n', 'Female: 2\n      M.: 1\n'));
  });
});
