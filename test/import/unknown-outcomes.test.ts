import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FaultKind, startSandbox } from '../../src/sandbox/index.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { runToEnd } from './importing.ts';
import { folderWith, importHere } from './in-process.ts';

const ALIKE =
  'version: 1\ntarget: customer\nfields:\n  nick: Name\n  partnerid: Id\n  remark: Note\n  crm_status: { const: 1 }\n';

/** More rows than are at hand at a time. */
const FAR = process.env['SOAK'] ? 30_000 : 6000;

test('leaves two indistinguishable rows in doubt after a kill, however far apart they are', {
  timeout: 240_000,
}, async () => {
  // The first row is not saved, the last one is: the customer may belong to either.
  const script = ['hang', 'hang-after'] as FaultKind[];
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], script });
  const between = Array.from({ length: FAR }, () => 'X,,');
  const folder = folderWith(['Id,Name,Note', 'A,Ann,first', ...between, 'A,Ann,last'], ALIKE);
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--concurrency', '2'], options);
  await until(() => sandbox.snapshot().customerCount() === 1, 120_000);
  child.kill('SIGKILL');
  await done;
  for (const flags of [[], ['--timeout', '2']]) {
    const { code, summary, errors } = await runToEnd(['resume', ...flags], sandbox, folder);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: FAR + 2, created: 0, in_doubt: 2, rejected: FAR });
    const doubtful = errors.filter(({ _status }) => _status === 'in_doubt');
    expect(doubtful.map(({ Note }) => Note)).toEqual(['first', 'last']);
    expect(doubtful[0]?.['_message']).toContain('another row in doubt looks the same');
  }
  expect(sandbox.snapshot().customerCount()).toBe(1);
});

describe.concurrent('a row that is refused after an unanswered attempt', () => {
  const refusal = '{"ret_code":"310001","ret_msg":"no"}';
  const known = 'version: 1\ntarget: customer\nfields:\n  nick: Name\n  tel: Phone\n  crm_status: { const: 1 }\n';
  const groups =
    'version: 1\ntarget: tag-group\nfields:\n  name: Name\n  color_value: { const: "#ff0000" }\n  is_multiple_choice: { const: 1 }\n  label_list: { column: Name, split: ";" }\n';

  /** The answer to the first request is lost, and the second is refused. */
  async function refusedAfter(fault: FaultKind, yaml: string) {
    const sandbox = await startSandbox({ identifiedBy: ['tel'], script: [fault, 'none'] });
    const proxy = await meddlingProxy(sandbox.url, (path, nth) =>
      path.endsWith('/save') || path.includes('/add') ? (nth === 1 ? { answer: refusal } : undefined) : undefined,
    );
    const folder = folderWith(['Name,Phone', 'Ann,0170 1234567'], yaml);
    const { appId, appKey } = sandbox;
    const ended = await importHere(folder, { appId, appKey, url: proxy.url }, { connection: { timeoutMs: 1000 } });
    await proxy[Symbol.asyncDispose]();
    await sandbox.close();
    return ended;
  }

  test('looks up a row refused after an unanswered attempt, and counts it as created if it exists', {
    timeout: 120_000,
  }, async () => {
    const { summary } = await refusedAfter('reset-after', known);
    expect(summary.rows).toMatchObject({ read: 1, created: 1, failed: 0 });
  });

  test('leaves a row refused after an unanswered attempt in doubt if it cannot be looked up', {
    timeout: 120_000,
  }, async () => {
    const { summary, errors } = await refusedAfter('reset-after', groups);
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1, failed: 0 });
    expect(errors[0]).toMatchObject({ _status: 'in_doubt', _code: '310001' });
    expect(errors[0]?.['_message']).toContain('not every attempt was answered');
  });
});

test('compares telephones in a resumed run with those that an earlier process sent', { timeout: 240_000 }, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 20 });
  const people = Array.from({ length: 300 }, (_, at) => `K${at},P${at},${13_800_138_000 + at}`);
  // The last rows repeat the telephones of the first, in another spelling; NULL is a placeholder.
  const repeated = Array.from({ length: 50 }, (_, at) => `R${at},R${at},+86 ${13_800_138_000 + at}`);
  const lines = ['Id,Name,Phone', 'N1,N1,NULL', ...people, 'N2,N2,NULL', ...repeated];
  const yaml =
    'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  partnerid: Id\n  nick: Name\n  tel: Phone\n  crm_status: { const: 1 }\n';
  const folder = folderWith(lines, yaml);
  writeFileSync(join(folder, 'map.yaml'), yaml);
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--concurrency', '2'], options);
  await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 100, 120_000);
  child.kill('SIGKILL');
  await done;
  const { code, summary, errors } = await runToEnd(['resume'], sandbox, folder);
  expect(code).toBe(1);
  expect(summary.rows).toMatchObject({ read: 352, rejected: 50, failed: 0, in_doubt: 0, pending: 0 });
  expect(errors.map(({ _code }) => _code)).toEqual(repeated.map(() => 'would-merge'));
  expect(errors[0]?.['_message']).toContain('is also the tel of row 3');
  expect(summary).toMatchObject({
    collisions: { rows: 50, fields: { tel: 50 } },
    damage: { counts: { placeholder: 2 } },
  });
  expect(sandbox.snapshot().customerCount()).toBe(302);
});
