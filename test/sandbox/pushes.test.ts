import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { pushes as schemas } from '../../src/api/pushes.ts';
import { parseFaults, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { readPushFixture } from '../support/api-fixtures.ts';
import { until } from '../support/until.ts';
import { sessionWith, takeToken } from './session.ts';

interface Message {
  readonly sys_code: string;
  readonly type: string;
  readonly content: readonly Record<string, string>[];
}

/** A sandbox that pushes to a receiver, whose answers are made by `answer`; by default always 200. */
async function pushing(options: SandboxOptions = {}, answer: (nth: number) => number | 'reset' = () => 200) {
  const received: Message[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = answer(requests++);
    if (status === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (status === 200) received.push(JSON.parse(Buffer.concat(chunks).toString()) as Message);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sandbox = await startSandbox({ pushUrl: `http://127.0.0.1:${port}/push`, tokensStay: true, ...options });
  const session = sessionWith(sandbox, await takeToken(sandbox));
  return {
    sandbox,
    session,
    received,
    async create(nick: string, more = {}): Promise<string> {
      const { data } = await session.post('user/save', { nick, crm_status: 2, ...more });
      return String((data as { userid: string }).userid);
    },
    /** Resolves when everything is delivered. */
    settled: () => until(() => sandbox.stats().pushes?.pending === 0),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('message pushes of the sandbox', () => {
  test('tell of added, edited and combined customers, in the form of the document', async () => {
    await using work = await pushing();
    const first = await work.create('One', { tel: '13800138000', sex: 2 });
    const second = await work.create('Two', { email: 'two@example.com' });
    await work.session.post(`user/update/${first}`, { nick: 'Uno', remark: 'Edited' });
    work.sandbox.combine(first, second);
    await work.settled();
    const [added, , edited, completed, combined] = work.received;
    expect(added?.content[0]).toMatchObject({
      userid: first,
      user_nick: 'One',
      user_tels: '13800138000',
      sex: '2',
      crm_status: '2',
      update_type: '',
      msg_type: '0',
      status: '8',
      extend_field_values: '',
    });
    expect(edited?.content[0]).toMatchObject({ userid: first, user_nick: 'Uno', remark: 'Edited', update_type: '1' });
    expect(completed?.content[0]).toMatchObject({ userid: first, user_emails: 'two@example.com' });
    expect(combined?.content[0]).toMatchObject({ userid: first, merged_userid: second, msg_type: 1 });
    expect(work.sandbox.snapshot().customers({ id: second })).toEqual([]);
    for (const [message, name] of [
      [added, 'add'],
      [edited, 'update'],
      [combined, 'combine'],
    ] as const) {
      const { message: example } = readPushFixture(`${name}-customer`) as { message: Message };
      expect(Object.keys(message ?? {})).toEqual(Object.keys(example));
      const members = (each: Message | undefined) => Object.keys(each?.content[0] ?? {}).sort();
      expect(members(message)).toEqual(members(example));
    }
    expect(schemas.addCustomer.message.safeParse(added).success).toBe(true);
    expect(schemas.combineCustomer.message.safeParse(combined).success).toBe(true);
  });

  test('have the type codes of the pushes for radio buttons and check boxes', async () => {
    await using work = await pushing();
    const { items } = await work.session.get('custom_field/custom_fieid_info_list');
    const fields = items as {
      field_id: string;
      field_name: string;
      cus_field_data_info_list: { data_value: string }[];
    }[];
    const entryOf = (name: string) => {
      const field = fields.find(({ field_name }) => field_name === name);
      return { fieldid: field?.field_id, field_value: field?.cus_field_data_info_list[0]?.data_value };
    };
    await work.create('One', { ex_field_str: JSON.stringify([entryOf('Interests'), entryOf('Plan')]) });
    await work.settled();
    expect(work.received[0]?.content[0]?.['extend_field_values']).toEqual([
      { ...entryOf('Interests'), field_type: '8' },
      { ...entryOf('Plan'), field_type: '7' },
    ]);
  });

  test('are tried again until they are answered with 200, in their order', async () => {
    const answers = [503, 'reset', 400, 200, 500, 200] as const;
    await using work = await pushing({}, (nth) => answers[nth] ?? 200);
    await work.create('One');
    await work.create('Two');
    await work.settled();
    expect(work.received.map(({ content }) => content[0]?.['user_nick'])).toEqual(['One', 'Two']);
    expect(work.sandbox.stats().pushes).toEqual({
      delivered: 2,
      pending: 0,
      requests: 6,
      failures: 4,
      repeated: 0,
      reordered: 0,
    });
  });

  test('are repeated and reordered as the faults say', async () => {
    await using work = await pushing({ faults: parseFaults('push-repeat=0.3,push-reorder=0.3'), faultSeed: 5 });
    const nicks = Array.from({ length: 30 }, (_, index) => `C${index}`);
    for (const nick of nicks) await work.create(nick);
    await work.settled();
    const received = work.received.map(({ content }) => content[0]?.['user_nick'] ?? '');
    const { repeated = 0, reordered = 0, delivered = 0 } = work.sandbox.stats().pushes ?? {};
    expect([repeated > 0, reordered > 0, delivered]).toEqual([true, true, 30]);
    expect(received.length).toBe(30 + repeated);
    expect([...new Set(received)].sort()).toEqual(nicks.toSorted());
    expect([...new Set(received)]).not.toEqual(nicks);
  });

  test('of generated customers are not sent, and none goes to another machine', async () => {
    await using work = await pushing({ customers: 20 });
    await work.create('One');
    await work.settled();
    expect(work.received).toHaveLength(1);
    await expect(startSandbox({ pushUrl: 'https://example.com/push' })).rejects.toThrow('must be on this machine');
    await expect(startSandbox({ pushUrl: 'http://127.example.com/' })).rejects.toThrow('must be on this machine');
  });

  test('of combinations are triggered by a call of the sandbox', async () => {
    await using work = await pushing();
    const [userid, merged_userid] = [await work.create('One'), await work.create('Two')];
    const combine = (body: unknown) =>
      fetch(`${work.sandbox.url}/__sandbox/combine`, { method: 'POST', body: JSON.stringify(body) });
    expect((await combine({ userid, merged_userid })).status).toBe(200);
    await work.settled();
    expect(work.received.at(-1)?.content[0]).toMatchObject({ userid, merged_userid });
    expect((await combine({ userid, merged_userid })).status).toBe(400);
  });
});
