import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 60 });
});
afterAll(() => sandbox.close());

type Customer = Record<'id' | 'email' | 'tel' | 'nick' | 'liable_service_name' | 'liable_serviceid', string>;

/** The ids in an export with these conditions. */
async function found(...where: string[]) {
  const cwd = newFolder();
  const conditions = where.flatMap((one) => ['--where', one]);
  const args = ['export', 'customers', '-o', 'out.csv', '--columns', 'id', ...conditions];
  const { code, stderr } = await runCli(args, { cwd, env: sandboxEnv(sandbox, cwd) });
  if (code !== 0) return { code, stderr, ids: [] };
  const rows = parse(readFileSync(join(cwd, 'out.csv')), { columns: true, bom: true }) as { id: string }[];
  return { code, stderr, ids: rows.map(({ id }) => id).sort() };
}

describe('--where with filter words', () => {
  const all = () => sandbox.snapshot().customers() as Customer[];

  test.each([
    ['email', 'email'],
    ['phone', 'tel'],
    ['nick', 'nick'],
  ] as const)('%s= selects exactly the customers with that value', async (word, member) => {
    const value = all().find((customer) => customer[member])?.[member] ?? '';
    const wanted = all().filter((customer) => String(customer[member] ?? '').includes(value));
    const { ids, stderr } = await found(`${word}=${value}`);
    expect(ids, stderr).toEqual(wanted.map(({ id }) => id).sort());
    expect(ids.length).toBeGreaterThan(0);
  });

  test('owner= takes an agent by name', async () => {
    const { liable_serviceid: agent = '' } = all().find(({ liable_serviceid }) => liable_serviceid) ?? {};
    const name = all().find((customer) => customer.liable_serviceid === agent)?.liable_service_name ?? '';
    const { ids, stderr } = await found(`owner=${name}`);
    expect(ids, stderr).toEqual(
      all()
        .filter((customer) => customer.liable_serviceid === agent)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('refuses two filter words that the list can only search one at a time', async () => {
    const { code, stderr } = await found('email=a@b.io', 'phone=123');
    expect(code).toBe(2);
    expect(stderr).toContain('the list can be searched by one field at a time');
  });
});
