import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { tagCustomers } from '../../src/app/tag-customers.ts';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
let id: string;
let other: string;
let tags: readonly Named[];
let stages: readonly Named[];
let agents: readonly Named[];

interface Named {
  readonly id: string;
  readonly name: string;
}

beforeAll(async () => {
  at = await UndoingTenant.start({ customers: 12, seed: 5 });
  [id, other] = at.ids as [string, string];
  tags = await at.tags();
  stages = (await at.call(endpoints.listStages, {}))['items'] as readonly Named[];
  agents = await at.agents();
});
afterAll(() => at[Symbol.asyncDispose]());

/** Imports, verifies and undoes: the customers are then what they were. Returns the first customer before and after the import. */
async function roundTrip(run: () => Promise<{ readonly run: string; readonly status: string }>) {
  const before = at.state();
  const blacklist = await at.blacklist();
  const summary = await run();
  expect(summary.status).toBe('completed');
  const after = at.state();
  expect([after, await at.blacklist()]).not.toEqual([before, blacklist]);
  const { records, cells } = await at.verify(summary.run);
  expect([records.equal, cells.different]).toEqual([records.checked, 0]);
  const undone = await at.undo(summary.run);
  expect(undone.status, JSON.stringify(undone.errors)).toBe('completed');
  expect(at.state()).toEqual(before);
  expect(await at.blacklist()).toEqual(blacklist);
  return { before: before[id], after: after[id], undone };
}

const mapping = (target: string, key: string, ...fields: string[]) =>
  `target: ${target}\nkey: ${key}\nfields:\n${[`${key}: Id`, ...fields].map((field) => `  ${field}\n`).join('')}`;

const importing =
  (rows: readonly string[], text: string, undoable = false) =>
  () =>
    at.import(['Id,Value', ...rows], text, { undoable });

test('an edit of every kind of field is taken back', async () => {
  const fields = [
    'nick: { const: Renamed }',
    'remark: { column: Value, blank: clear }',
    'tel: { const: "+49301234567" }',
  ];
  const more = ['whatsappids: { const: "a;b", split: ";" }', 'is_vip: { const: 1 }', 'sex: { const: 2 }'];
  await at.edit(id, { sex: 1 });
  await at.edit(other, { sex: 1, remark: 'to be cleared' });
  const text = mapping('customer-update', 'id', ...fields, ...more);
  const { after } = await roundTrip(importing([`${id},Hello`, `${other},`], text, true));
  expect(after).toMatchObject({ nick: 'Renamed', remark: 'Hello' });
});

test('custom fields of every type are taken back, to blank, too', async () => {
  const custom = `custom:
  Notes: { const: some text }
  History: { const: "two\\nlines" }
  Birthday: { const: "1990-05-06" }
  Call time: { const: "10:30" }
  Credit limit: { const: "1250.5" }
  Favourite fruit: { const: Banana }
  Interests: { const: "Music;Travel", split: ";" }
  Plan: { const: Enterprise }
  Region: { const: "APAC / China / Shanghai" }
`;
  const text = mapping('customer-update', 'id', 'nick: { const: Renamed }') + custom;
  await roundTrip(
    importing(
      at.ids.map((each) => `${each},`),
      text,
      true,
    ),
  );
});

test('an import of customers who exist is taken back', async () => {
  const { email, tel } = { email: 'known@example.com', tel: '+4915112345' };
  await at.edit(id, { email, tel });
  const fields = 'nick: { const: Renamed }\n  remark: Value\n  email: Id\n  crm_status: { const: 1 }\n';
  const text = `target: customer\nidentifiedBy: [email]\nfields:\n  ${fields}`;
  await roundTrip(importing([`${email},Hello`], text, true));
});

test('a plan that is applied is taken back', async () => {
  const text = mapping('customer-update', 'id', 'nick: { const: Renamed }', 'remark: Value');
  await roundTrip(() => at.planAndApply(['Id,Value', `${id},Hello`], text));
});

test('tags that were added and removed are taken back', async () => {
  const [first, second] = tags as [Named, Named];
  await at.call(endpoints.tagCustomer, { userid: id, add_tag: [first.id] });
  const text = mapping('customer-tagging', 'userid', 'add_tag: Value', `remove_tag: { const: ${first.id} }`);
  await roundTrip(importing([`${id},${second.id}`], text));
});

test('a whole set of tags is taken back', async () => {
  const [first, , third] = tags as [Named, Named, Named];
  await at.call(endpoints.tagCustomer, { userid: id, add_tag: [first.id] });
  const text = mapping('customer-tags', 'id', 'list: { column: Value, lookup: tag, blank: clear }');
  await roundTrip(importing([`${id},${third.name}`, `${other},`], text));
});

test('a tag of a group in which each customer has only one gives way to the one before', async () => {
  const single = await at.singleChoiceTags();
  const [first, second] = single as [Named, Named];
  await at.call(endpoints.tagCustomer, { userid: id, add_tag: [first.id] });
  const { file } = at.write(['Id', id], '');
  const { undone } = await roundTrip(() =>
    tagCustomers({ connection: at.connection, file, by: 'id', column: 'Id', add: [second.name], out: `${file}.out` }),
  );
  expect(undone.rows.done).toBe(1);
});

test('a stage is set back to the one before', async () => {
  const [first, second] = stages as [Named, Named];
  await at.call(endpoints.setStage, { userid: id, stageid: first.id, stage_name: first.name, stage_type: 22 });
  const text = mapping('stage', 'userid', 'stageid: { column: Value, lookup: stage }');
  const { after } = await roundTrip(importing([`${id},${second.name}`], text));
  expect(after).toMatchObject({ stageid: second.id });
});

test('a blacklisting is taken back, replaced or not', async () => {
  const text = mapping('blacklist', 'user_id', 'black_type: Value', 'black_reason: { const: spam }');
  await roundTrip(importing([`${id},24`], text));
  await at.call(endpoints.addToBlacklist, { user_id: id, black_type: 72, black_reason: 'first reason' });
  const { undone } = await roundTrip(importing([`${id},24`], text));
  expect(undone.rows.done).toBe(1);
  expect(await at.blacklist()).toMatchObject([{ black_type: 72, black_reason: 'first reason' }]);
  await roundTrip(importing([`${id},`], 'target: unblacklist\nkey: user_id\nfields:\n  user_id: Id\n'));
});

test('an assignment of many customers is one request, and is taken back', async () => {
  const [first, second] = agents as [Named, Named];
  const assign = (agent: Named) => ({
    assign_biz_type: '5',
    liable_list: [{ liable_serviceid: agent.id, liable_service_name: agent.name }],
  });
  await at.call(endpoints.assignCustomers, { confirmids: `${id},${other}`, ...assign(first) });
  const fields = ['assign_biz_type: { const: "5" }', 'liable_serviceid: Value', 'liable_service_name: { const: X }'];
  const text = mapping('assignment', 'confirmids', ...fields);
  const sent = at.requests()['assignCustomers'] ?? 0;
  await roundTrip(async () => {
    const summary = await importing([`${id},${second.id}`, `${other},${second.id}`], text)();
    expect(at.requests()['assignCustomers']).toBe(sent + 1);
    return summary;
  });
});
