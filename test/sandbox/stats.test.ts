import { describe, expect, it } from 'vitest';
import { addCustomer, handClock, openSession } from './session.ts';

describe('the statistics of the sandbox', () => {
  it('count requests by endpoint, status and code', async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    await addCustomer(session, { partnerid: 'a', tel: '1' });
    await addCustomer(session, { partnerid: 'b', tel: '1' });
    await addCustomer(session, { partnerid: 'c' });
    clock.pass(2);
    await session.post('user/save', {});
    await session.get('user/nothing');
    expect(session.sandbox.stats()).toMatchObject({
      requests: 5,
      tokenRequests: 1,
      byEndpoint: { getToken: 1, saveCustomer: 4 },
      succeeded: { getToken: 1, saveCustomer: 3 },
      byStatus: { 200: 5, 404: 1 },
      byCode: { '000000': 4, '400001': 1, '400404': 1 },
      distinct: { customers: 2, partnerid: 2, tel: 1, email: 0, enterprises: 0, enterpriseNames: 0 },
      perSecond: [
        { second: clock.now() / 1000 - 2, requests: 4 },
        { second: clock.now() / 1000, requests: 1 },
      ],
      peakPerSecond: 4,
      inFlight: 0,
    });
  });

  it('contain how many requests were in flight at once, and over how many connections', async () => {
    await using session = await openSession({ latencyMs: 50 });
    await Promise.all(Array.from({ length: 7 }, () => session.get('user_dynamic/getsource')));
    const { peakInFlight, connections } = session.sandbox.stats();
    expect(peakInFlight).toBe(7);
    expect(connections).toBeLessThanOrEqual(8);
  });

  it('list customers that exist twice', async () => {
    await using session = await openSession();
    const first = await addCustomer(session, { partnerid: 'a' });
    const second = await addCustomer(session, { partnerid: 'b' });
    await session.post(`user/update/${second}`, { nick: 'Ann', partnerid: 'a' });
    const snapshot = session.sandbox.snapshot();
    expect(snapshot.duplicateCustomers('partnerid')).toEqual({ a: 2 });
    expect(snapshot.customers({ partnerid: 'a' }).map(({ id }) => id)).toEqual([first, second]);
    await session.post(`user/update/${first}`, { nick: 'Ann', partnerid: 'c' });
    expect(snapshot.duplicateCustomers('partnerid')).toEqual({});
    expect(snapshot.customerIds()).toEqual([first, second]);
  });

  it('are available to other processes over HTTP, without a token and without faults', async () => {
    await using session = await openSession();
    const { url } = session.sandbox;
    await addCustomer(session, { partnerid: 'a', email: 'a@x' });
    await session.post('enterprise/save', { enterprise_name: 'Nord' });
    session.sandbox.setFaults({ '500': 1 });
    const read = async (path: string): Promise<unknown> => (await fetch(`${url}/__sandbox/${path}`)).json();
    expect(await read('stats')).toMatchObject({ requests: 3, distinct: { customers: 1 } });
    expect(await read('customers?partnerid=a')).toMatchObject({ total: 1, items: [{ email: 'a@x' }] });
    expect(await read('customers?partnerid=a&email=b')).toEqual({ total: 0, items: [] });
    expect(await read('customers')).toMatchObject({ total: 1 });
    expect(await read('enterprises?enterprise_name=Nord')).toMatchObject({ total: 1 });
    expect(await read('duplicates?by=tel')).toEqual({});
    expect(await read('duplicates?by=enterprise_name')).toEqual({});
    expect(await read('duplicates?by=wx')).toEqual({ error: 'Customers are not indexed by wx' });
    expect((await fetch(`${url}/__sandbox/else`)).status).toBe(404);
  });

  it('come with controls by which other processes change faults and expire tokens over HTTP', async () => {
    await using session = await openSession();
    const control = async (path: string, body: object): Promise<number> =>
      (await fetch(`${session.sandbox.url}/__sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
    const sources = async (): Promise<number> => (await session.send('user_dynamic/getsource')).status;
    expect(await control('faults', { '503': 1 })).toBe(200);
    expect(await sources()).toBe(503);
    expect(await control('faults', { faults: '500=1', script: 'any:502' })).toBe(200);
    expect([await sources(), await sources()]).toEqual([502, 500]);
    expect(await control('faults', { explode: 1 })).toBe(400);
    expect(await control('faults', {})).toBe(200);
    expect((await session.get('user_dynamic/getsource')).ret_code).toBe('000000');
    expect(await control('expire-tokens', {})).toBe(200);
    expect((await session.get('user_dynamic/getsource')).ret_code).toBe('900002');
  });
});
