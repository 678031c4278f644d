import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile, type ImportOptions } from '../../src/app/import/import-file.ts';
import { chosenRows } from '../../src/app/import/sample-rows.ts';
import { resumeRun } from '../../src/app/resume-run.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import fc from '../support/property.ts';
import { until } from '../support/until.ts';
import { folderWith, importHere } from './in-process.ts';
import { readCsv } from './workspace.ts';

const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  crm_status: { const: 1 }\n';
const ROWS = Array.from({ length: 400 }, (_, at) => `K${at},Person ${at}`);
const rowsIn = (path: string) => readCsv(path).map(({ _row }) => Number(_row));

test('a sample has one row of each part of the file, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(2000), fc.nat(2 ** 32 - 1), (rows, more, seed) => {
      const total = rows + more;
      const chosen = [...chosenRows({ rows, seed }, total)];
      expect(chosen).toHaveLength(rows);
      for (const [part, row] of chosen.entries()) {
        expect(row).toBeGreaterThanOrEqual(Math.floor((part * total) / rows));
        expect(row).toBeLessThan(Math.floor(((part + 1) * total) / rows));
      }
      expect([...chosenRows({ rows, seed }, total)]).toEqual(chosen);
    }),
  );
  const seeds = Array.from({ length: 50 }, (_, seed) => [...chosenRows({ rows: 20, seed }, 100_000)].join());
  expect(new Set(seeds).size).toBe(50);
});

test('an import of a sample reads what a check with its seed has read, and nothing else', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Id,Name', ...ROWS], MAPPING);
  const { appId, appKey, url } = sandbox;
  const check = (options: Partial<ImportOptions>) =>
    checkFile({
      file: join(folder, 'in.csv'),
      mapping: join(folder, 'map.yaml'),
      out: join(folder, 'checked'),
      connection: { appId, appKey, baseUrl: url, home: join(folder, 'home') },
      ...options,
    });
  const checked = await check({ sample: 20 });
  const { seed = -1 } = checked.sample ?? {};
  expect(checked.notices[0]).toContain(`--sample 20 --seed ${seed}`);
  expect(checked.rows).toMatchObject({ read: 20, fit: 20 });
  const rows = rowsIn(checked.files.results);
  expect(rows.at(-1)).toBeGreaterThan(380);
  const { summary, results } = await importHere(folder, sandbox, { sample: 20, seed });
  expect(summary.rows).toMatchObject({ read: 20, created: 20, pending: 0 });
  expect(results.map(({ _row }) => Number(_row))).toEqual(rows);
  expect(summary.sample).toEqual({ rows: 20, seed });
  const all = await check({ sample: 500 });
  expect(all.rows.read).toBe(400);
  await expect(check({ sample: 5, limit: 5 })).rejects.toThrow('--sample takes rows from the whole file and --limit');
  await expect(check({ seed: 5 })).rejects.toThrow('works only with --sample');
});

test('a value that too many rows of the file share is no identity in a sample either', async () => {
  await using sandbox = await startSandbox();
  const rows = ROWS.map((row, at) => `${row},${at % 3 === 0 ? '+8613812345678' : ''}`);
  const folder = folderWith(
    ['Id,Name,Phone', ...rows],
    MAPPING.replace('identifiedBy: [partnerid]', 'identifiedBy: [partnerid, tel]').replace(
      'fields:',
      'fields:\n  tel: Phone',
    ),
  );
  const { summary } = await importHere(folder, sandbox, { sample: 6, seed: 2 });
  expect(summary.rows.created).toBe(6);
  expect(summary.damage?.counts).toMatchObject({ placeholder: expect.any(Number) });
  expect(
    sandbox
      .snapshot()
      .customers()
      .filter(({ tel }) => tel),
  ).toEqual([]);
});

test('a resumed run keeps its sample', async () => {
  await using sandbox = await startSandbox({ latencyMs: 8 });
  const folder = folderWith(['Id,Name', ...ROWS], MAPPING);
  const controller = new AbortController();
  const began = importHere(folder, sandbox, { sample: 60, signal: controller.signal, connection: { concurrency: 2 } });
  await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 10);
  controller.abort();
  const { summary } = await began;
  expect(summary.status).toBe('interrupted');
  const { appId, appKey, url } = sandbox;
  const connection = { appId, appKey, baseUrl: url, home: join(folder, 'home') };
  const resumed = await resumeRun({ connection, run: summary.run });
  expect(resumed.rows).toMatchObject({ read: 60, created: 60, pending: 0 });
  expect(resumed.sample).toEqual(summary.sample);
  writeFileSync(join(folder, 'again.csv'), ['Id,Name', ...ROWS, ''].join('\n'));
  const again = await importHere(folder, sandbox, {
    sample: 60,
    seed: summary.sample?.seed,
    file: join(folder, 'again.csv'),
  });
  expect(rowsIn(again.summary.files.results)).toEqual(rowsIn(resumed.files.results));
});
