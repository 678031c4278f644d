import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type EndpointKey, endpoints } from '../../src/api/endpoints/index.ts';
import { seededRandom } from '../../src/sandbox/seeded-values.ts';
import { targets } from '../../src/targets/index.ts';
import type { Target } from '../../src/targets/target.ts';
import { runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import type { SandboxTenant } from '../support/sandbox-tenant.ts';
import { idsIn, mapFile, mappingPath, sampleFolder, startSampleTenant, stateOf } from './sample-tenant.ts';

const seed = process.env['SEED'] ?? '2026';

const LATENCY_MS = 20;

const endpointKeys = Object.entries(endpoints) as [EndpointKey, Target['endpoint']][];

function calls({ sandbox }: SandboxTenant, { endpoint }: Target): number {
  const key = endpointKeys.find(([, each]) => each === endpoint)?.[0];
  return (key && sandbox.stats().byEndpoint[key]) ?? 0;
}

interface Summary {
  readonly rows: Record<string, number>;
  readonly causes: readonly unknown[];
}

/** Rows that succeeded; `in_doubt` rows apart. */
function succeeded({ rows }: Summary): number {
  return (rows['created'] ?? 0) + (rows['updated'] ?? 0) + (rows['done'] ?? 0);
}

const expected = new Map<string, Promise<string[]>>();

/** The state that the sample's payloads bring about, each sent by itself; found out once. */
function expectedState(target: Target, folder: string): Promise<string[]> {
  const known = expected.get(target.name) ?? sendSample(target, folder);
  expected.set(target.name, known);
  return known;
}

async function sendSample(target: Target, folder: string): Promise<string[]> {
  await using tenant = await startSampleTenant(target.name, folder);
  const atFirst = idsIn(await stateOf(tenant));
  for (const { payload } of await mapFile(tenant, target.name, join(folder, 'in.csv'))) {
    await tenant.client.call(target.endpoint, payload as never, { mayRepeat: true });
  }
  return await stateOf(tenant, atFirst);
}

const importing = (name: string) => ['import', 'in.csv', '-m', mappingPath(name), '--json', '--yes'];

describe.concurrent.each([...targets.values()].map((target) => [target.name, target] as const))(
  '%s',
  (name, target) => {
    test('the sample is imported without an error and reads back; once more it changes nothing', async () => {
      const folder = await sampleFolder(name);
      await using tenant = await startSampleTenant(name, folder);
      const before = await stateOf(tenant);
      const options = { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) };
      const first = await runCli(importing(name), options);
      expect(first.code, first.stderr).toBe(0);
      const summary = JSON.parse(first.stdout) as Summary;
      expect(succeeded(summary)).toBe(summary.rows['read']);
      const after = await stateOf(tenant, idsIn(before));
      expect(after).toEqual(await expectedState(target, folder));
      if (target.endpoint.repeatable === false) return;
      const again = await runCli(importing(name), options);
      // What is gone cannot be removed again.
      expect(again.code, again.stderr).toBe(target.removes ? 1 : 0);
      expect(await stateOf(tenant, idsIn(before))).toEqual(after);
    });

    test(`a kill in its midst is made up for by resume (SEED=${seed})`, async () => {
      const folder = await sampleFolder(name);
      // What has arrived is carried out, and its answer takes its time: a kill at that moment loses it.
      await using tenant = await startSampleTenant(name, folder, LATENCY_MS);
      const atFirst = idsIn(await stateOf(tenant));
      const options = { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) };
      const { child, done } = startCli(importing(name), options);
      const random = seededRandom(`${seed} ${name}`);
      const rows = (await mapFile(tenant, name, join(folder, 'in.csv'))).length;
      const most = target.endpoint.batch ? 1 : Math.min(4, rows);
      const victim = 1 + Math.floor(random() * most);
      while (calls(tenant, target) < victim && child.exitCode === null) await sleep(4);
      child.kill('SIGKILL');
      await done;
      const { code, stdout, stderr } = await runCli(['resume', '--json'], options);
      const summary = JSON.parse(stdout) as Summary;
      const inDoubt = summary.rows['in_doubt'] ?? 0;
      expect(summary.rows['read'], stderr).toBe(rows);
      expect(succeeded(summary) + inDoubt, stderr).toBe(rows);
      expect(code, stderr).toBe(inDoubt > 0 ? 1 : 0);
      if (target.endpoint.repeatable !== false) {
        expect(inDoubt).toBe(0);
        expect(await stateOf(tenant, atFirst)).toEqual(await expectedState(target, folder));
        return;
      }
      // Nothing was sent twice: nothing is there more often than it should be.
      const whole = await expectedState(target, folder);
      const state = await stateOf(tenant, atFirst);
      expect(state.length).toBeGreaterThanOrEqual(whole.length - inDoubt);
      for (const line of new Set(state)) {
        expect(state.filter((each) => each === line).length).toBeLessThanOrEqual(
          whole.filter((each) => each === line).length,
        );
      }
    });
  },
);
