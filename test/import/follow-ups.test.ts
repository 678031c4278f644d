import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FaultScript, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, importIn, runToEnd } from './importing.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  nick: Name
  partnerid: Id
  crm_status: { const: 1 }
tags:
  add: { column: Tags, split: ";" }
stage: { stageid: { column: Stage, lookup: stage } }
follow-up: Note
`;

function folderOf(rows: number): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), MAPPING);
  const lines = Array.from(
    { length: rows },
    (_, index) => `K${index},N${index},Hot lead;Premium,Intention,Note ${index}\n`,
  );
  writeFileSync(join(folder, 'in.csv'), `Id,Name,Tags,Stage,Note\n${lines.join('').replaceAll('Hot lead', 'Cold')}`);
  return folder;
}

const notes = (sandbox: Sandbox) => sandbox.snapshot().followUps();

const scripted = (script: FaultScript) => startSandbox({ script });

describe.concurrent('the follow-up requests of a customer', () => {
  test('sends follow-up requests once the customer is saved', async () => {
    await using sandbox = await startSandbox();
    const { code, summary, stderr } = await importIn(folderOf(5), sandbox);
    expect(code, stderr).toBe(0);
    expect(summary.rows).toMatchObject({ read: 5, created: 5 });
    for (const { biz_label, stageid } of sandbox.snapshot().customers()) {
      expect(String(biz_label).split(',').length).toBe(2);
      expect(stageid).toBeTruthy();
    }
    expect(notes(sandbox).length).toBe(5);
  });

  test('says that the customer is saved, with its id, when a follow-up request fails', async () => {
    await using sandbox = await scripted(Array(3).fill({ on: 'setStage', fault: '500' }));
    const { code, summary, errors, results } = await importIn(folderOf(1), sandbox, ['--max-attempts', '3']);
    expect(code).toBe(1);
    // The stage may have been set by an attempt whose answer was lost.
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1 });
    const [{ id } = {}] = sandbox.snapshot().customers();
    expect(errors[0]?.['_message']).toContain(
      `the customer is saved (${id}), but it is not known whether its follow-up request (`,
    );
    expect(results[0]).toMatchObject({ _status: 'in_doubt', _action: 'add', _id: id });
    // A row in doubt does not count as last sent.
    const folder = join(summary.files.errors, '..', '..', '..');
    const again = await importIn(folder, sandbox, ['--changed-only']);
    expect(again.summary.rows).toMatchObject({ updated: 1 });
  });

  test('leaves the row in doubt after a follow-up request with an unknown outcome, and resends from there', async () => {
    await using sandbox = await scripted([{ on: 'saveFollowUp', fault: 'reset-before' }]);
    const folder = folderOf(1);
    const { code, summary, errors } = await importIn(folder, sandbox);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ in_doubt: 1 });
    expect(errors[0]?.['_message']).toMatch(
      /the customer is saved \(\w+\), but it is not known whether its follow-up request \(.*\) was carried out/,
    );
    const again = await runToEnd(['resume', '--resend-in-doubt', summary.run], sandbox, folder);
    expect(again.summary.rows).toMatchObject({ read: 1, created: 1, in_doubt: 0 });
    expect(notes(sandbox).length).toBe(1);
    expect(sandbox.stats().byEndpoint).toMatchObject({ saveCustomer: 1, tagCustomer: 1, setStage: 1, saveFollowUp: 2 });
  });

  test('sends a row again with --changed-only when only its follow-up requests changed', async () => {
    await using sandbox = await startSandbox();
    const folder = folderOf(2);
    await importIn(folder, sandbox);
    writeFileSync(
      join(folder, 'in.csv'),
      'Id,Name,Tags,Stage,Note\nK0,N0,Cold;Premium,Intention,Note 0\nK1,N1,Cold,Intention,Note 1\n',
    );
    const { summary } = await importIn(folder, sandbox, ['--changed-only']);
    expect(summary.rows).toMatchObject({ read: 2, skipped: 1, updated: 1 });
  });

  test('neither repeats nor omits follow-up requests after kills and resumes', async () => {
    await using sandbox = await startSandbox({ latencyMs: 10 });
    const folder = folderOf(80);
    const env = sandboxEnv(sandbox, folder);
    const added = () => sandbox.stats().succeeded.saveFollowUp ?? 0;
    for (const [index, at] of [10, 30, 50].entries()) {
      const args = index === 0 ? ['import', 'in.csv', '-m', 'map.yaml'] : ['resume'];
      const { child, done } = startCli([...args, '--json'], { cwd: folder, env });
      await until(() => added() >= at);
      child.kill('SIGKILL');
      await done;
    }
    const { done } = startCli(['resume', '--json'], { cwd: folder, env });
    const { code, summary, stderr } = endOf(await done);
    expect([0, 1], stderr).toContain(code);
    const { created, updated, in_doubt } = summary.rows;
    expect(created + updated + in_doubt).toBe(80);
    const contents = notes(sandbox).map((note) => String(note['content']));
    expect(new Set(contents).size).toBe(contents.length);
    expect(contents.length).toBeGreaterThanOrEqual(created + updated);
    // Each kill leaves at most the rows in flight in doubt.
    expect(in_doubt).toBeLessThanOrEqual(3 * 8);
    const customers = sandbox.snapshot().customers();
    expect(customers.length).toBe(80);
    expect(customers.filter(({ biz_label }) => String(biz_label).split(',').length !== 2)).toEqual([]);
  });
});
