import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import type { Summary } from './until-done.ts';
import { readCsv } from './workspace.ts';

const ASSIGNMENT = `version: 1
target: assignment
key: confirmids
fields:
  confirmids: Id
  assign_biz_type: { const: pool }
  liable_serviceid: { column: Agent, lookup: agent }
`;
const RECYCLE =
  'version: 1\ntarget: recycle\nkey: confirmids\nfields:\n  confirmids: Id\n  confirm_type: { const: yes }\n';

const AGENTS = ['Li Na', 'John Smith', 'Maria Garcia'];

function agentOf(index: number): string {
  return AGENTS[index % AGENTS.length] as string;
}

/** A folder with the rows, each an id and an agent. */
function folderOf(mapping: string, ids: readonly string[]): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), mapping);
  writeFileSync(join(folder, 'in.csv'), `Id,Agent\n${ids.map((id, index) => `${id},${agentOf(index)}\n`).join('')}`);
  return folder;
}

const IMPORTING = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

async function importInto(sandbox: Sandbox, folder: string, flags: readonly string[] = []) {
  const { code, stdout, stderr } = await runCli([...IMPORTING, ...flags], {
    cwd: folder,
    env: sandboxEnv(sandbox, folder),
  });
  expect([0, 1], stderr).toContain(code);
  const summary = JSON.parse(stdout) as Summary;
  return { code, summary, results: readCsv(summary.files.results), stderr };
}

const calls = (sandbox: Sandbox, key: 'assignCustomers' | 'recycleCustomers') => sandbox.stats().byEndpoint[key] ?? 0;

/** The agent of each customer, by customer id. */
function owners(sandbox: Sandbox): Map<unknown, unknown> {
  return new Map(
    sandbox
      .snapshot()
      .customers()
      .map((row) => [row['id'], row['liable_service_name']]),
  );
}

describe('batches of rows', () => {
  test('assigns customers of one agent in requests of fifty, and accounts for them row by row', async () => {
    await using sandbox = await startSandbox({ customers: 330 });
    const ids = sandbox.snapshot().customerIds();
    const { summary, results } = await importInto(sandbox, folderOf(ASSIGNMENT, ids));
    expect(summary.rows).toMatchObject({ read: 330, done: 330 });
    expect(calls(sandbox, 'assignCustomers')).toBe(3 * Math.ceil(330 / 3 / 50));
    expect(results.map((row) => row['_id'])).toEqual(ids);
    const owned = owners(sandbox);
    for (const [index, id] of ids.entries()) expect(owned.get(id)).toBe(agentOf(index));
  });

  test('recycles customers in requests of fifty', async () => {
    await using sandbox = await startSandbox({ customers: 101 });
    const { summary } = await importInto(sandbox, folderOf(RECYCLE, sandbox.snapshot().customerIds()));
    expect(summary.rows.done).toBe(101);
    expect(calls(sandbox, 'recycleCustomers')).toBe(3);
  });

  test('splits a refused batch until the offending rows are found', async () => {
    await using sandbox = await startSandbox({ customers: 100 });
    const ids = sandbox.snapshot().customerIds();
    const bad = [3, 44, 45, 99];
    const given = ids.map((id, index) => (bad.includes(index) ? `nobody${index}` : id));
    const { code, summary, results } = await importInto(sandbox, folderOf(RECYCLE, given));
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ done: 96, failed: 4 });
    const failed = results.filter((row) => row['_status'] === 'failed').map((row) => Number(row['_row']) - 2);
    expect(failed).toEqual(bad);
    // Four bad rows in a hundred: far fewer requests than rows.
    expect(calls(sandbox, 'recycleCustomers')).toBeLessThan(45);
  });

  test('sends rows one by one and in order when several rows may share a key', async () => {
    await using sandbox = await startSandbox({ customers: 10 });
    const ids = sandbox.snapshot().customerIds();
    const folder = folderOf(ASSIGNMENT, [...ids, ...ids, ...ids].sort());
    const { summary } = await importInto(sandbox, folder, ['--on-duplicate', 'all']);
    expect(summary.rows.done).toBe(30);
    expect(calls(sandbox, 'assignCustomers')).toBe(30);
    // Each id occurs in three rows, and the agent of the last one stays.
    const owned = owners(sandbox);
    for (const [index, id] of [...ids].sort().entries()) expect(owned.get(id)).toBe(agentOf(index * 3 + 2));
  });

  test('completes each row once and assigns all customers despite a bad network and a kill', async () => {
    const faults = { '429': 0.02, '503': 0.05, 'reset-after': 0.1, 'reset-before': 0.05, html: 0.03 };
    await using sandbox = await startSandbox({ customers: 300, latencyMs: 20, faultSeed: 7 });
    sandbox.setFaults(faults);
    const folder = folderOf(ASSIGNMENT, sandbox.snapshot().customerIds());
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const flags = ['--timeout', '1', '--max-attempts', '8', '--concurrency', '1'];
    const { child, done } = startCli([...IMPORTING, ...flags], options);
    const watch = setInterval(() => {
      if (calls(sandbox, 'assignCustomers') >= 4) child.kill('SIGKILL');
    }, 5);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const { code, stdout, stderr } = await runCli(['resume', '--json'], options);
    expect(code, stderr).toBe(0);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.rows).toMatchObject({ read: 300, done: 300, pending: 0 });
    const results = readCsv(summary.files.results);
    expect(new Set(results.map((row) => row['_id'])).size).toBe(300);
    expect([...owners(sandbox).values()].filter((name) => name === 'Li Na')).toHaveLength(100);
  });
});
