import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyPlan } from '../../src/app/change/apply-plan.ts';
import { planFile } from '../../src/app/change/plan-file.ts';
import { undoRun } from '../../src/app/change/undo-run.ts';
import { resumeRun } from '../../src/app/resume-run.ts';
import type { ImportSummary } from '../../src/import/index.ts';
import { readCsv } from '../import/workspace.ts';
import { until } from '../support/until.ts';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
let ids: readonly string[];
let tag: { readonly id: string; readonly name: string };
let mapping: string;
beforeEach(async () => {
  at = await UndoingTenant.start({ customers: 6, seed: 4 });
  ids = at.ids;
  const taken = new Set(Object.values(at.state()).flatMap((each) => String(each['biz_label'] ?? '').split(',')));
  tag = (await at.tags()).find(({ id }) => !taken.has(id)) as typeof tag;
  mapping = `target: customer-update
key: id
fields:
  id: Id
  nick: { const: Renamed }
  remark: Note
tags: { add: Tags }
`;
});
afterEach(() => at[Symbol.asyncDispose]());

const rows = () => ['Id,Note,Tags', ...ids.map((id) => `${id},by the run,${tag.name}`)];

/** Stops a run while the server does not answer its first tagging, after the customer itself was edited. */
async function cutShort(begin: (cancel: AbortSignal) => Promise<unknown>) {
  const cancel = new AbortController();
  at.tenant.sandbox.setFaults({}, [{ on: 'tagCustomer', fault: 'hang' }]);
  const arrived = at.tenant.sandbox.stats().byEndpoint.tagCustomer ?? 0;
  const running = begin(cancel.signal);
  await until(() => (at.tenant.sandbox.stats().byEndpoint.tagCustomer ?? 0) > arrived);
  cancel.abort();
  const summary = (await running) as { readonly run: string; readonly status: string };
  expect(summary.status).toBe('interrupted');
  return summary.run;
}

const connection = () => ({ ...at.connection, concurrency: 1 });

test('an apply that is cut short between an edit and its tags is resumed with the tags, and undone', async () => {
  const before = at.state();
  const { plan } = await planFile({ ...at.write(rows(), mapping), connection: connection() });
  const run = await cutShort((cancel) =>
    applyPlan({ plan, connection: connection(), out: `${at.folder}/apply`, cancel }),
  );
  const resumed = await resumeRun({ run, connection: connection() });
  expect(resumed.rows).toMatchObject({ read: 6, updated: 6 });
  for (const id of ids) expect(at.customer(id)).toMatchObject({ biz_label: expect.stringContaining(tag.id) });
  expect((await at.undo(run)).rows).toMatchObject({ read: 6, done: 6 });
  expect(at.state()).toEqual(before);
});

test('an import with --undoable that is cut short between an edit and its tags is resumed with the tags, and undone', async () => {
  const before = at.state();
  const run = await cutShort((cancel) =>
    at.import(rows(), mapping, { undoable: true, cancel, connection: connection() }),
  );
  const resumed = await resumeRun({ run, connection: connection() });
  expect(resumed.rows).toMatchObject({ read: 6, updated: 6 });
  for (const id of ids) expect(at.customer(id)).toMatchObject({ biz_label: expect.stringContaining(tag.id) });
  expect((await at.undo(run)).rows).toMatchObject({ read: 6, done: 6 });
  expect(at.state()).toEqual(before);
});

test('an undo that is cut short between an edit and its tags is resumed with the tags', async () => {
  const before = at.state();
  const { run, rows: sent } = await at.import(rows(), mapping, { undoable: true });
  expect(sent.updated).toBe(6);
  const undo = await cutShort((cancel) => undoRun({ run, connection: connection(), out: `${at.folder}/undo`, cancel }));
  expect(at.state()).not.toEqual(before);
  const resumed = await resumeRun({ run: undo, connection: connection() });
  expect(resumed).toMatchObject({ command: 'undo', undoes: run, status: 'completed' });
  expect(resumed.rows).toMatchObject({ read: 6, done: 6 });
  expect(at.state()).toEqual(before);
  // The undo kept what there was before each of its own edits.
  expect((await at.undo(undo)).rows).toMatchObject({ done: 6 });
});

test('an undo that was resumed counts the cells that it kept and restored before', async () => {
  const { run } = await at.import(rows(), mapping, { undoable: true });
  for (const id of [ids[0], ids.at(-1)] as string[]) await at.edit(id, { remark: 'by somebody' });
  const undo = await cutShort((cancel) => undoRun({ run, connection: connection(), out: `${at.folder}/undo`, cancel }));
  const resumed = await resumeRun({ run: undo, connection: connection() });
  const cells = JSON.parse(at.read(resumed.files.summary)).cells as ImportSummary['cells'];
  const restored = readCsv(resumed.files.results).map((line) => line['_restored']?.match(/ → /g)?.length ?? 0);
  expect(cells).toEqual({ kept: 2, restored: restored.reduce((sum, count) => sum + count) });
});

test('what a run has sent before it was cut short is undone, and the run is not to be resumed', async () => {
  const before = at.state();
  const run = await cutShort((cancel) =>
    at.import(rows(), mapping, { undoable: true, cancel, connection: connection() }),
  );
  const undone = await at.undo(run);
  expect(at.state()).toEqual(before);
  expect(undone.rows).toMatchObject({ read: 1, done: 1 });
  expect(at.messages).toContain(
    `Run ${run} was cut short; only what it has sent is undone. Do not resume it afterwards.`,
  );
});

test('a row whose edit succeeded and whose tags are in doubt is undone', async () => {
  const before = at.state();
  at.tenant.sandbox.setFaults({}, [{ on: 'tagCustomer', fault: '500' }]);
  const once = { ...at.connection, maxAttempts: 1 };
  const { run, rows: sent } = await at.import(rows(), mapping, { undoable: true, connection: once });
  expect(sent).toMatchObject({ read: 6, updated: 5, in_doubt: 1 });
  expect((await at.undo(run)).rows).toMatchObject({ read: 6, done: 6 });
  expect(at.state()).toEqual(before);
});

test('follow-up records stay: the first line of the run says so, and so does its undo', async () => {
  const before = at.state();
  const text = mapping.replace('tags: { add: Tags }', 'follow-up: { content: Note }');
  const { run } = await at.import(rows(), text, { undoable: true });
  expect(at.messages[0]).toMatch(/ \(its follow-up records cannot be undone\)$/);
  await at.undo(run);
  expect(at.state()).toEqual(before);
  expect(at.messages).toContain(`Follow-up records that run ${run} added stay: the API cannot remove them.`);
});
