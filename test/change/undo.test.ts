import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { remediationFor } from '../../src/app/message-catalogue.ts';
import type { FailureCause } from '../../src/import/index.ts';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
beforeAll(async () => {
  at = await UndoingTenant.start({ customers: 40, seed: 11 });
});
afterAll(() => at[Symbol.asyncDispose]());

/** A customer that no other test has touched. */
let taken = 0;
function fresh(): string {
  taken += 1;
  return at.ids[taken] as string;
}

const EDIT =
  'target: customer-update\nkey: { column: Row }\nfields:\n  id: Id\n  nick: { const: Renamed }\n  remark: Note\n';
const UNDOABLE = { undoable: true };

function edit(rows: readonly string[], more = '') {
  return at.import(['Row,Id,Note,More', ...rows], `${EDIT}${more}`, UNDOABLE);
}

describe('an undo', () => {
  test('keeps a cell that somebody has changed since, names it and who, and restores the others', async () => {
    const id = fresh();
    const { nick } = at.customer(id);
    const { run } = await edit([`1,${id},by the run`]);
    await at.edit(id, { remark: 'by somebody' });
    let next: string | undefined;
    const undone = await at.undo(run, {
      reporter: {
        end: (ended) => {
          next = ended.next?.text;
          return ended;
        },
      },
    });
    expect(next).toMatch(/^look at the customers that are left: .*results\.csv says in its column _kept what stays/);
    expect(undone.results).toMatchObject([
      {
        _status: 'done',
        _action: 'restore',
        _id: id,
        _kept:
          'Note is kept: the run set "by the run", and it is now "by somebody"; the customer was last changed by Open API',
      },
    ]);
    expect(at.customer(id)).toMatchObject({ nick, remark: 'by somebody' });
    expect(undone.cells).toEqual({ restored: 1, kept: 1 });
    expect(undone.notices).toContain('1 cell was kept, since somebody has changed what the run set.');
    expect(at.read(undone.files.report)).toContain('1 cell was kept');
    expect(JSON.parse(at.read(undone.files.summary))).toMatchObject({ cells: { restored: 1, kept: 1 } });
  });

  test('skips a record of which nothing is left to restore, and says why', async () => {
    const [id, other] = [fresh(), fresh()];
    const before = at.customer(other);
    const { run } = await edit([`1,${id},by the run`, `2,${other},by the run`]);
    await at.edit(id, { nick: 'Somebody', remark: 'else' });
    await at.edit(other, { nick: before['nick'], remark: '' });
    const sent = at.requests()['updateCustomer'];
    const undone = await at.undo(run);
    expect(undone.status).toBe('completed');
    expect(undone.results).toMatchObject([
      { _status: 'skipped', _id: id, _reason: 'changed-since-run', _kept: expect.stringContaining('Nickname is kept') },
      { _status: 'skipped', _id: other, _reason: 'nothing-to-undo' },
    ]);
    expect(at.requests()['updateCustomer']).toBe(sent);
  });

  test('of a dry run sends nothing, and says what it would restore and keep', async () => {
    const [id, other] = [fresh(), fresh()];
    await at.edit(id, { remark: '' });
    const { nick } = at.customer(id);
    const { run } = await edit([`1,${id},by the run`, `2,${other},by the run`]);
    await at.edit(other, { nick: 'Somebody', remark: 'else' });
    const state = at.state();
    const before = at.requests();
    const undone = await at.undo(run, { dryRun: true });
    const after = at.requests();
    expect(at.state()).toEqual(state);
    expect(after['updateCustomer']).toBe(before['updateCustomer']);
    expect(undone.results).toMatchObject([
      {
        _status: 'skipped',
        _action: 'restore',
        _id: id,
        _restored: `Nickname: "Renamed" → "${nick}"; Note: "by the run" → ""`,
        _kept: '',
      },
      { _status: 'skipped', _id: other, _reason: 'changed-since-run', _kept: expect.stringContaining('else') },
    ]);
    expect(undone.rows).toMatchObject({ read: 2, skipped: 2, fit: 1 });
    expect(undone.cells).toEqual({ restored: 2, kept: 2 });
    expect(undone.notices).toContain('2 cells would be kept, since somebody has changed what the run set.');
  });

  test('of several rows on one record restores what it had before the first', async () => {
    const id = fresh();
    const before = at.customer(id);
    const { run } = await edit([`1,${id},first`, `2,${id},second`, `3,${id},third`]);
    const undone = await at.undo(run);
    expect(undone.rows).toMatchObject({ read: 1, done: 1 });
    expect(at.customer(id)).toEqual(before);
  });

  test('is a run that can be undone, again and again', async () => {
    const id = fresh();
    const before = at.customer(id);
    const { run } = await edit([`1,${id},by the run`]);
    const after = at.customer(id);
    const undone = await at.undo(run);
    expect(at.customer(id)).toEqual(before);
    const redone = await at.undo(undone.run);
    expect(at.customer(id)).toEqual(after);
    await at.undo(redone.run);
    expect(at.customer(id)).toEqual(before);
    expect((await at.undo(run)).rows).toMatchObject({ read: 1, skipped: 1 });
  });

  test('is refused with the credentials of another tenant, and so is a verification', async () => {
    const { run } = await edit([`1,${fresh()},by the run`]);
    await using other = await UndoingTenant.start();
    const connection = { ...other.connection, home: at.connection.home };
    const refusal = `Run ${run} was sent to another tenant (at ${at.connection.baseUrl})`;
    await expect(at.undo(run, { connection })).rejects.toThrow(refusal);
    await expect(at.verify(run, { connection })).rejects.toThrow(refusal);
  });

  test('says that a record no longer exists', async () => {
    const { run } = await edit([`1,${fresh()},by the run`]);
    at.hide(at.ids[taken] as string);
    const undone = await at.undo(run);
    expect(undone.results).toMatchObject([{ _status: 'rejected', _id: at.ids[taken], _reason: 'gone' }]);
    expect(remediationFor(undone.causes[0] as FailureCause)).toContain('Of an undo: nothing is left to take back.');
    at.hide();
  });

  test('stops at --max-errors', async () => {
    const ids = [fresh(), fresh(), fresh()];
    const csv = ids.map((id, index) => `${index},${id},by the run`);
    const { run } = await edit(csv);
    at.hide(...ids);
    const undone = await at.undo(run, { maxErrors: 1 });
    at.hide();
    expect([undone.status, undone.reason_code]).toEqual(['aborted', 'max-errors']);
  });

  test('keeps a gender that was blank, since the API cannot blank it, and says so', async () => {
    const id = at.ids.find((each) => at.customer(each)['sex'] === undefined) as string;
    const { run } = await edit([`1,${id},by the run`], '  sex: { const: 1 }\n');
    const undone = await at.undo(run);
    expect(undone.status).toBe('completed_with_errors');
    expect(undone.errors).toMatchObject([
      {
        _status: 'rejected',
        _code: 'cannot-restore',
        _message: 'Gender was blank, and the API cannot blank it; it stays "male"',
      },
    ]);
    expect(at.customer(id)).toMatchObject({ sex: 1 });
    expect(at.customer(id)['remark']).not.toBe('by the run');
  });

  test('cannot give back a tag that was deleted since, and restores the rest', async () => {
    const id = fresh();
    const groupid = String(((await at.call(endpoints.listTagGroups, {}))['items'] as { id: string }[])[0]?.id);
    await at.call(endpoints.saveTag, { groupid, name: 'Short-lived' });
    const tag = (await at.tags()).find(({ name }) => name.endsWith('/Short-lived')) as { id: string; name: string };
    await at.call(endpoints.tagCustomer, { userid: id, add_tag: [tag.id] });
    const { nick } = at.customer(id);
    const { run } = await at.import(
      ['Row,Id,Note,Tag', `1,${id},by the run,${tag.name}`],
      `${EDIT}tags: { remove: Tag }\n`,
      UNDOABLE,
    );
    await at.call(endpoints.removeTag, { id: tag.id });
    const undone = await at.undo(run);
    expect(undone.results).toMatchObject([
      { _status: 'rejected', _reason: 'cannot-restore', _restored: expect.stringContaining('Nickname') },
    ]);
    expect(undone.errors[0]?.['_message']).toMatch(/^Tag \w+ was removed by the run, and no longer exists/);
    expect(at.customer(id)).toMatchObject({ nick });
    // What was restored is a change that can be undone.
    await at.undo(undone.run);
    expect(at.customer(id)).toMatchObject({ nick: 'Renamed' });
  });

  test('cannot take a first stage or a first agent away, and says what can be done instead', async () => {
    const isNobodys = (each: string) => !('stageid' in at.customer(each)) && !('liable_serviceid' in at.customer(each));
    const id = at.ids.slice(20).find(isNobodys) as string;
    const [stage] = (await at.call(endpoints.listStages, {}))['items'] as readonly { id: string; name: string }[];
    const [agent] = await at.agents();
    const runs = [
      await at.import(
        ['Id,S', `${id},${stage?.name}`],
        'target: stage\nkey: userid\nfields:\n  userid: Id\n  stageid: { column: S, lookup: stage }\n',
      ),
      await at.import(
        ['Id,A', `${id},${agent?.id}`],
        'target: assignment\nkey: confirmids\nfields:\n  confirmids: Id\n  assign_biz_type: { const: "5" }\n  liable_serviceid: A\n  liable_service_name: { const: Li Na }\n',
      ),
    ];
    const messages: (string | undefined)[] = [];
    for (const { run } of runs) messages.push((await at.undo(run)).errors[0]?.['_message']);
    expect(messages).toEqual([
      `Stage was blank, and the API cannot blank it; it stays "${stage?.name}"`,
      expect.stringMatching(/^no agent was in charge, .* recycle returns the customer to the pool$/),
    ]);
  });
});

describe('an undo of a city', () => {
  const MOVE = `target: customer-update
key: id
fields:
  id: Id
  nick: { const: Renamed }
  proviceid: { column: Province, lookup: province }
  cityid: { column: City, lookup: city, within: proviceid }
`;
  const move = (id: string) => at.import(['Id,Province,City', `${id},Hebei Province,Tangshan City`], MOVE, UNDOABLE);
  const BEIJING = { proviceid: '110000', provice_name: 'Beijing', cityid: '110100', city_name: 'Beijing City' };

  test('restores province, city and their names together', async () => {
    const [id, other] = [fresh(), fresh()];
    await at.edit(id, BEIJING);
    const before = [at.customer(id), at.customer(other)];
    for (const each of [id, other]) {
      const { run } = await move(each);
      expect(at.customer(each)).toMatchObject({ provice_name: 'Hebei Province' });
      await at.undo(run);
    }
    expect([at.customer(id), at.customer(other)]).toEqual(before);
  });

  test('keeps them all if somebody has changed one of them since, and names what was changed', async () => {
    const id = fresh();
    await at.edit(id, BEIJING);
    const { run } = await move(id);
    const { proviceid, provice_name } = at.customer(id);
    await at.edit(id, { proviceid, provice_name, cityid: '130100', city_name: 'Shijiazhuang City' });
    const kept = at.customer(id);
    const undone = await at.undo(run);
    expect(at.customer(id)).toEqual({ ...kept, nick: undone.results[0] && at.customer(id)['nick'] });
    expect(undone.results[0]?._kept).toBe(
      'City is kept: the run set "130200", and it is now "Shijiazhuang City"; ' +
        'Province is kept, too, since these fields belong together; the customer was last changed by Open API',
    );
    expect(undone.cells).toEqual({ restored: 1, kept: 2 });
  });
});

describe('an undo of customers that the run created', () => {
  const CREATE =
    'target: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  remark: Note\n  crm_status: { const: 1 }\n';

  test('tags them, since the API cannot delete them, and says who was edited since; those deleted need nothing', async () => {
    const { run, rows } = await at.import(['Id,Name,Note', 'n1,One,a', 'n2,Two,b', 'n3,Three,c'], CREATE, UNDOABLE);
    expect(rows.created).toBe(3);
    const [one, two, three] = at.ids.slice(-3) as [string, string, string];
    await at.edit(two, { remark: 'by somebody' });
    at.hide(three);
    const dry = await at.undo(run, { dryRun: true });
    expect(dry.rows).toMatchObject({ rejected: 2, skipped: 1 });
    expect((await at.tags()).filter(({ name }) => name.startsWith('Undo/'))).toEqual([]);
    const undone = await at.undo(run);
    at.hide();
    const tag = (await at.tags()).find(({ name }) => name === `Undo/${run}`);
    expect(undone.status).toBe('completed_with_errors');
    expect(undone.rows).toMatchObject({ read: 3, rejected: 2, skipped: 1 });
    expect(undone.results.map(({ _id, _status, _reason }) => [_id, _status, _reason])).toEqual([
      [one, 'rejected', 'cannot-delete'],
      [two, 'rejected', 'cannot-delete'],
      [three, 'skipped', 'nothing-to-undo'],
    ]);
    const messages = undone.errors.map(({ _message }) => _message);
    expect(messages[1]).toBe(`${messages[0]}; changed since the run: Note`);
    const tagged = () => [one, two, three].map((id) => String(at.customer(id)['biz_label'] ?? ''));
    expect(tagged()).toEqual([tag?.id, tag?.id, '']);

    // Undone twice, the customers keep their one tag; undone itself, the undo takes the tag away.
    const writes = at.requests()['tagCustomer'];
    expect((await at.undo(run)).rows).toMatchObject({ rejected: 3 });
    expect(at.requests()['tagCustomer']).toBe((writes ?? 0) + 1);
    expect((await at.undo(undone.run)).rows).toMatchObject({ read: 2, done: 2 });
    expect(tagged()).toEqual(['', '', tag?.id]);
  });
});
