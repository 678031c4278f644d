import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Duplicates } from '../../src/import/admit/duplicates.ts';
import { EarlierSends } from '../../src/import/admit/earlier-sends.ts';
import type { SourceRow } from '../../src/import/source-row.ts';
import { systemClock } from '../../src/resilience/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, importHere } from './in-process.ts';

const ROWS = Array.from({ length: 600 }, (_, index): SourceRow => {
  const number = index + 2;
  return {
    row: { number, cells: [] },
    before: undefined,
    mapped: { key: `K${number}`, payload: {}, problems: [] },
  };
});

/** What is asked about the rows while each of them takes a time, in milliseconds. */
async function askedAbout(rows: readonly SourceRow[], msPerRow: number): Promise<(readonly string[])[]> {
  const asked: (readonly string[])[] = [];
  const duplicates = { policy: 'reject' } as const;
  let nowMs = 0;
  const earlier = new EarlierSends({
    job: {
      rules: { identifiedBy: [], duplicates, changedOnly: true, again: false, resendInDoubt: false },
      ledger: {
        openLog: () => Promise.reject(new Error('no row is written')),
        lastSent: async (keys) => {
          asked.push(keys);
          return new Map(keys.map((key) => [key, { id: `id of ${key}`, hash: undefined, run: 1 }]));
        },
      },
      control: { clock: { ...systemClock, elapsed: () => nowMs } },
    },
    duplicates: new Duplicates(duplicates, undefined),
    identity: undefined,
    unique: undefined,
  });
  for (const [index, { mapped }] of rows.entries()) {
    await earlier.readAhead(rows, index);
    expect(earlier.lastSent(mapped?.key ?? '')).toMatchObject({ id: `id of ${mapped?.key}` });
    nowMs += msPerRow;
  }
  return asked;
}

test('the ledger is asked about 256 rows at once', async () => {
  const asked = await askedAbout(ROWS, 0.1);
  expect(asked.map((keys) => keys.length)).toEqual([256, 256, 88]);
});

test('the ledger is asked again about rows that were not admitted within a second', async () => {
  const asked = await askedAbout(ROWS.slice(0, 30), 100);
  expect(asked.map((keys) => keys.length)).toEqual([30, 20, 10]);
});

test('--changed-only sends a row although it is what was last sent, if another row of its key is sent before it', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(
    ['Id,Name', '1,Second'],
    'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  crm_status: { const: 1 }\n',
  );
  await importHere(folder, sandbox);
  writeFileSync(join(folder, 'in.csv'), 'Id,Name\n1,First\n1,Second\n');
  const { summary } = await importHere(folder, sandbox, { changedOnly: true, onDuplicate: 'all' });
  expect(summary.rows).toMatchObject({ read: 2, updated: 2 });
  expect(sandbox.snapshot().customers()[0]).toMatchObject({ nick: 'Second' });
});
