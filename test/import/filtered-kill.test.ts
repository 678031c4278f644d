import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type FaultKind, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { seededRandom } from '../../src/sandbox/seeded-values.ts';
import { until } from '../support/until.ts';
import { storedChanges } from './filtering.ts';
import { folderWith } from './in-process.ts';

const seed = Number(process.env['SEED'] ?? 20_26);
const ROWS = 240;
const KILLS = process.env['SOAK'] === '1' ? 20 : 3;

/** A quarter of the edits have one. */
const FAULTS: readonly FaultKind[] = ['reset-after', 'reset-before', '500'];

const MAPPING =
  'version: 1\ntarget: customer-update\nkey: id\nfields:\n  id: Id\n  nick: { const: Renamed }\n  remark: Note\n';

const updates = (sandbox: Sandbox) => sandbox.stats().byEndpoint.updateCustomer ?? 0;

function startImport(folder: string, { url, appId, appKey }: Sandbox): ChildProcess {
  const script = fileURLToPath(new URL('filtering-child.ts', import.meta.url));
  const args = [script, folder, url, appId, appKey];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function notes(sandbox: Sandbox): Map<unknown, unknown> {
  return new Map(
    sandbox
      .snapshot()
      .customers()
      .map(({ id, remark = null }) => [id, remark]),
  );
}

test(`an import killed ${KILLS} times keeps what every record was before its first edit (SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const random = seededRandom(String(seed));
  await using sandbox = await startSandbox({ customers: ROWS, latencyMs: 5, tokensStay: true });
  const faults = Array.from({ length: 2 * ROWS }, () => FAULTS[Math.floor(random() * 4 * FAULTS.length)] ?? 'none');
  sandbox.setFaults(
    {},
    faults.map((fault) => ({ on: 'updateCustomer', fault })),
  );
  const original = notes(sandbox);
  const ids = sandbox.snapshot().customerIds();
  const folder = folderWith(['Id,Note', ...ids.map((id, index) => `${id},note ${index}`)], MAPPING);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const from = updates(sandbox);
    const child = startImport(folder, sandbox);
    const ended = once(child, 'exit');
    const enough = Math.floor(random() * (ROWS / KILLS));
    await until(() => updates(sandbox) > from + enough || child.exitCode !== null, 60_000);
    child.kill('SIGKILL');
    await ended;
  }
  expect((await once(startImport(folder, sandbox), 'exit'))[0]).toBe(0);

  const changes = await storedChanges(folder);
  expect(Object.keys(changes).length).toBe(ROWS);
  for (const [index, id] of ids.entries()) {
    const cells = [{ field: 'remark', before: original.get(id), after: `note ${index}` }];
    expect(changes[index + 2]).toEqual({ state: 'updated', change: { id, cells } });
  }
  expect([...notes(sandbox)]).toEqual(ids.map((id, index) => [id, `note ${index}`]));
});
