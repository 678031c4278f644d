import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRuns, showRun } from '../../src/app/runs.ts';
import { applyPlan, importFile, planFile, type RunEvent, undoRun, verifyRun } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';

const MAPPING = `version: 1
target: customer
key: email
identifiedBy: [email]
fields:
  nick: Name
  email: Email
  tel: Mobile
  crm_status: { const: to-be-assigned }
`;

const HEADER = 'Name,Email,Mobile';
const BEFORE = [HEADER, 'Ana,ana@fair.example,+49 30 901820', 'Bo,bo@fair.example,', 'Cleo,cleo@fair.example,'];
const AFTER = [
  HEADER,
  'Ana Roth,ana@fair.example,0049 30 901820',
  'Bo,bo@fair.example,+49 89 233000',
  'Cleo,cleo@fair.example,',
  'Dan,dan@fair.example,',
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('a file that is planned, applied, verified and undone', () => {
  const folder = newFolder();
  const path = (name: string) => join(folder, name);
  const given = { file: path('customers.csv'), mapping: path('customers.yaml') };
  const events: RunEvent[] = [];
  const reporter = { onEvent: (event: RunEvent) => events.push(event) };
  const read = (name: string) => readFileSync(path(name), 'utf8');

  async function everything() {
    const { url: baseUrl, appId, appKey } = sandbox;
    const connection = { baseUrl, appId, appKey, home: path('home') };
    writeFileSync(given.mapping, MAPPING);
    writeFileSync(given.file, BEFORE.join('\n'));
    await importFile({ connection, ...given, out: path('before') });
    writeFileSync(given.file, AFTER.join('\n'));
    const options = { connection, reporter };
    const planned = await planFile({ ...options, ...given, out: path('plan') });
    const applied = await applyPlan({ ...options, plan: planned.files.plan, out: path('apply') });
    const verified = await verifyRun({ ...options, run: applied.run });
    const dry = await undoRun({ ...options, run: applied.run, dryRun: true, out: path('dry') });
    const undone = await undoRun({ ...options, run: applied.run, out: path('undo') });
    return { planned, applied, verified, dry, undone };
  }
  let run: Awaited<ReturnType<typeof everything>>;
  beforeAll(async () => {
    run = await everything();
  });

  test('returns the summaries that the commands write', () => {
    const { planned, applied, verified, undone } = run;
    expect(planned.rows).toMatchObject({ read: 4, create: 1, update: 2, unchanged: 1, skipped: 0 });
    expect(planned).toEqual(JSON.parse(read('plan/summary.json')));
    expect(applied).toMatchObject({ plan: planned.plan, rows: { created: 1, updated: 2, skipped: 1 } });
    expect(verified).toMatchObject({ verifies: applied.run, records: { checked: 3, equal: 3 } });
    expect(undone).toMatchObject({ undoes: applied.run, rows: { done: 2, rejected: 1 } });
  });

  test('says in the report of the plan what would change, and how to apply it', () => {
    const report = read('plan/report.html');
    expect(report).toContain('Planned: nothing was sent');
    expect(report).toContain('1 of 4 rows would create a customer; 2 would change one; 1 would change nothing.');
    expect(report).toContain('What would change');
    expect(report).toContain('2 cells, as they are and as they would be.');
    expect(report).toContain('sobot-etl apply');
    expect(report).not.toContain('What would be sent');
  });

  test('says in the reports of what was sent what changed', () => {
    expect(read('apply/report.html')).toContain('3 of 4 rows succeeded; 1 was skipped (1 unchanged).');
    for (const report of ['apply/report.html', 'undo/report.html']) expect(read(report)).toContain('What changed');
  });

  test('ends each run with an event', () => {
    const ends = events.filter(({ type }) => type === 'end');
    const { planned, applied, dry, undone } = run;
    expect(ends.map(({ run: id }) => id)).toEqual([planned.plan, applied.run, applied.run, dry.run, undone.run]);
    expect(ends[0]).toMatchObject({ rows: planned.rows, files: planned.files, status: 'completed' });
    expect(ends[2]).toMatchObject({ rows: { checked: 3, equal: 3, different: 0, missing: 0 } });
  });

  test('is listed with what its rows would do, and the next command', async () => {
    const location = { home: path('home'), env: {} };
    const [undo, apply, plan] = await listRuns(location, 3);
    expect(plan?.rows).toEqual({ create: 1, update: 2, unchanged: 1, rejected: 0, skipped: 0 });
    expect(plan?.files).toMatchObject({ plan: run.planned.files.plan });
    expect(plan?.next).toBe(`sobot-etl apply ${run.planned.files.plan} --home ${path('home')}`);
    expect(apply?.next).toBeUndefined();
    expect(undo).toMatchObject({ input: `the changes of run ${run.applied.run}`, next: undefined });
    expect(await showRun(location, run.planned.plan)).toMatchObject([{ command: 'plan' }]);
  });
});
