import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

type Line = Record<string, string>;

const sample = inCheckout('samples', 'customers.csv');
const mapping = inCheckout('mappings', 'customers.yaml');

/** How a person would fix a row of the sample, by the field that its error names. */
const FIXES: Readonly<Record<string, (line: Line) => Line>> = {
  nick: (line) => ({ 'Full name': (line['Full name'] || 'Somebody').slice(0, 50) }),
  sex: () => ({ Gender: 'M' }),
  Birthday: () => ({ Birthday: '28/02/1990' }),
  'Favourite fruit': () => ({ 'Favourite fruit': 'Apple' }),
  liable_serviceid: () => ({ Owner: 'Li Na' }),
  email: (line) => ({ Email: `fixed${line['Customer ID']}@example.com` }),
  partnerid: (line) => ({ 'Customer ID': `9${line['Customer ID']}${line['_row']}` }),
  tel: (line) => ({ Mobile: `+86 139${(line['Customer ID'] ?? '').padStart(8, '0').slice(-8)}` }),
  'Credit limit': () => ({ 'Credit limit': '1234.50' }),
  crm_status: () => ({ Status: 'New' }),
};

function fixRow(line: Line): Line {
  const field = line['_field'] ?? '';
  const change = FIXES[field];
  if (!change) throw new Error(`no fix is known for ${field}: ${line['_message']}`);
  return { ...line, ...change(line) };
}

const readCsv = (path: string): Line[] => parse(readFileSync(path), { columns: true, bom: true });

describe('the demo', () => {
  let output = '';
  let code: number | null = null;

  beforeAll(async () => {
    const child = spawn(process.execPath, [inCheckout('dist', 'bin', 'demo.js')], {
      cwd: inCheckout(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    [code] = (await once(child, 'close')) as [number | null];
  });

  test('succeeds and says where everything is', () => {
    expect(code, output).toBe(0);
    for (const name of ['errors.csv', 'results.csv', 'report.html', 'summary.json']) {
      expect(output).toContain(join('runs', 'demo', 'import', name));
      expect(existsSync(inCheckout('runs', 'demo', 'import', name))).toBe(true);
    }
  });

  test('accounts for every row of the sample', () => {
    const { rows } = JSON.parse(readFileSync(inCheckout('runs', 'demo', 'import', 'summary.json'), 'utf8'));
    const { read, ...ends } = rows as Record<string, number>;
    expect(read).toBeGreaterThanOrEqual(2000);
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(read);
    const results = readCsv(inCheckout('runs', 'demo', 'import', 'results.csv'));
    expect(results).toHaveLength(read as number);
    expect(new Set(results.map((line) => line['_row'])).size).toBe(read);
  });

  test('exports every created customer once', () => {
    const { rows } = JSON.parse(readFileSync(inCheckout('runs', 'demo', 'import', 'summary.json'), 'utf8'));
    const exported = readCsv(inCheckout('runs', 'demo', 'customers.csv'));
    expect(exported).toHaveLength(rows.created);
    expect(new Set(exported.map(({ id }) => id)).size).toBe(rows.created);
  });
});

describe('the sample', () => {
  test('has at least five kinds of bad rows, which leave no error once fixed in errors.csv and imported again', async () => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const first = await runCli(['import', sample, '-m', mapping, '--out', 'first', '--json'], options);
    expect(first.code, first.stderr).toBe(1);
    const errors = readCsv(join(folder, 'first', 'errors.csv'));
    expect(errors.length).toBe(JSON.parse(first.stdout).rows.rejected);
    expect(new Set(errors.map((line) => `${line['_code']} ${line['_field']}`)).size).toBeGreaterThanOrEqual(5);

    writeFileSync(join(folder, 'first', 'errors.csv'), stringify(errors.map(fixRow), { header: true }));
    const second = await runCli(['import', join('first', 'errors.csv'), '-m', mapping, '--json'], options);
    expect(second.code, second.stderr).toBe(0);
    expect(JSON.parse(second.stdout).rows).toMatchObject({
      read: errors.length,
      created: errors.length,
      rejected: 0,
      failed: 0,
    });
    const all = sandbox.snapshot();
    expect(all.customerCount()).toBe(JSON.parse(first.stdout).rows.created + errors.length);
    expect(all.duplicateCustomers('partnerid')).toEqual({});
  });
});
