import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
let agents: readonly { readonly id: string; readonly name: string }[];

beforeAll(async () => {
  at = await UndoingTenant.start({ customers: 12, seed: 5, listMembers: 'table' });
  agents = await at.agents();
});
afterAll(() => at[Symbol.asyncDispose]());

function assign(customer: string | undefined, agent = 0) {
  const { id: liable_serviceid = '', name: liable_service_name = '' } = agents[agent] ?? {};
  return at.call(endpoints.assignCustomers, {
    confirmids: String(customer),
    assign_biz_type: '5',
    liable_list: [{ liable_serviceid, liable_service_name }],
  });
}

const FIELDS = ['assign_biz_type: { const: "5" }', 'liable_serviceid: Agent', 'liable_service_name: { const: X }'];
const MAPPING = `target: assignment\nkey: confirmids\nfields:\n${['confirmids: Id', ...FIELDS].map((field) => `  ${field}\n`).join('')}`;

test('where the list of customers does not name agents, an assignment is verified and taken back by the lists of the agents', async () => {
  const [one, two] = at.ids;
  await assign(one);
  await assign(two);
  const before = at.state();
  const rows = [one, two].map((id) => `${id},${agents[1]?.id}`);
  const { run } = await at.import(['Id,Agent', ...rows], MAPPING, { undoable: true });
  expect(await at.verify(run)).toMatchObject({ records: { checked: 2, equal: 2 }, cells: { compared: 2 } });
  await assign(two, 2);
  expect(await at.verify(run)).toMatchObject({ status: 'completed_with_errors', records: { equal: 1, different: 1 } });
  const undone = await at.undo(run);
  expect(undone.rows).toMatchObject({ done: 1, skipped: 1, rejected: 0 });
  expect(at.state()[one as string]).toEqual(before[one as string]);
});

test('an edit that names the agent is unchanged the second time, and is taken back', async () => {
  const [, , three] = at.ids;
  await assign(three);
  const before = at.state();
  const edit =
    'target: customer-update\nkey: id\nfields:\n  id: Id\n  nick: Name\n  liable_serviceid: { column: Agent, lookup: agent }\n';
  const rows = ['Id,Name,Agent', `${three},Renamed,${agents[1]?.name}`];
  const { run, rows: applied } = await at.planAndApply(rows, edit);
  expect(applied.updated).toBe(1);
  expect((await at.planAndApply(rows, edit)).rows).toMatchObject({ updated: 0, skipped: 1 });
  expect(await at.verify(run)).toMatchObject({ status: 'completed', cells: { different: 0 } });
  expect((await at.undo(run)).rows).toMatchObject({ done: 1 });
  expect(at.state()[three as string]).toEqual(before[three as string]);
});
