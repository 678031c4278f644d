import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { addCustomer, agentIds, groupId, openSession, sessionWith, tagId } from './session.ts';

const root = mkdtempSync(join(tmpdir(), 'sandbox-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a data folder', () => {
  it('keeps all records, and the token, across a restart', async () => {
    const options = { dataDir: join(root, 'restart'), customers: 20, seed: 3 };
    const session = await openSession(options);
    const { sandbox } = session;
    const [john] = await agentIds(session, 'John Smith');
    const userid = await addCustomer(session, {
      partnerid: 'p',
      crm_status: 3,
      liable_serviceid: john,
      lineids: ['l'],
    });
    const [generated] = sandbox.snapshot().customers({ partnerid: 'GEN-000007' });
    await session.post(`user/update/${generated?.['id']}`, { nick: 'Changed' });
    await session.post('enterprise/save', { enterprise_name: 'Nord' });
    const group = {
      name: 'Size',
      color_value: '#111',
      is_multiple_choice: 1,
      label_list: [{ name: 'S' }, { name: 'L' }],
    };
    await session.post('label_group/save', group);
    await session.get('label_group/remove', { id: await groupId(session, 'Channel') });
    await session.get('label/remove', { id: await tagId(session, 'Size', 'L') });
    await session.post('label/update_biz_label', { userid, add_tag: [await tagId(session, 'Size', 'S')] });
    await session.post('user/add_black_list', { user_id: userid, black_type: -1, black_reason: 'spam' });
    await session.post('user_stage/record_save', { userid, content: 'Called' });

    const now = Math.floor(Date.now() / 1000);
    const look = async (one: typeof session): Promise<unknown> => [
      one.sandbox.snapshot().customers(),
      one.sandbox.snapshot().enterprises(),
      await one.get('label_group/list'),
      await one.get('label/list', { groupid: await groupId(one, 'Size') }),
      await one.get('user_dynamic/list_by_page', { userid }),
      await one.get('user_dynamic/list_by_page', { userid: String(generated?.['id']) }),
      await one.get('user/query_black_list'),
      await one.post('user/cus_distribute_records', { liable_serviceid: john, start_time: 0, end_time: now + 60 }),
      await one.post('user/detail', { id: userid }),
    ];
    const before = await look(session);
    await sandbox.close();

    await using again = sessionWith(await startSandbox(options), session.token);
    expect(await look(again)).toEqual(before);
    expect((await again.post('user/save', { nick: 'Ann', crm_status: 2, partnerid: 'p' })).action).toBe('update');
    const next = await addCustomer(again, { partnerid: 'q' });
    expect(
      again.sandbox
        .snapshot()
        .customerIds()
        .filter((id) => id === next),
    ).toHaveLength(1);
  });

  it('loses only an incomplete last line after a crash', async () => {
    const options = { dataDir: join(root, 'crash') };
    const session = await openSession(options);
    await addCustomer(session, { partnerid: 'p' });
    await session.sandbox.close();
    appendFileSync(join(options.dataDir, 'sandbox.jsonl'), '["customer",{"id":"half');
    const again = await openSession(options);
    expect(again.sandbox.snapshot().customerCount()).toBe(1);
    await addCustomer(again, { partnerid: 'q' });
    await again.sandbox.close();
    await using third = await openSession(options);
    expect(
      third.sandbox
        .snapshot()
        .customers()
        .map(({ partnerid }) => partnerid),
    ).toEqual(['p', 'q']);
  });

  it('is refused for a sandbox with another seed or size', async () => {
    const dataDir = join(root, 'other');
    await (await startSandbox({ dataDir, seed: 1, customers: 2 })).close();
    await expect(startSandbox({ dataDir, seed: 2, customers: 2 })).rejects.toThrow(
      'was created with seed 1 and 2 customers, not with seed 2 and 2 customers',
    );
  });
});
