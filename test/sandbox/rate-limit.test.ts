import { describe, expect, it } from 'vitest';
import { handClock, openSession } from './session.ts';

describe('the rate limit', () => {
  it('admits a limited number of requests in any second', async () => {
    const clock = handClock();
    await using session = await openSession({ rateLimit: 3, now: clock.now });
    const statuses = async (count: number): Promise<number[]> => {
      const all: number[] = [];
      for (let call = 0; call < count; call++) all.push((await session.send('user_dynamic/getsource')).status);
      return all;
    };
    clock.pass(1);
    expect(await statuses(2)).toEqual([200, 200]);
    clock.pass(0.6);
    expect(await statuses(2)).toEqual([200, 429]);
    clock.pass(0.4);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    clock.pass(0.6);
    expect(await statuses(2)).toEqual([200, 429]);
    expect(session.sandbox.stats()).toMatchObject({ byFault: { 'rate-limit': 3 }, byStatus: { 200: 7, 429: 3 } });
  });

  it('admits a limited number of requests a day, until midnight of this machine', async () => {
    const clock = handClock();
    await using session = await openSession({ dailyLimit: 3, now: clock.now });
    const status = async () => (await session.send('user_dynamic/getsource')).status;
    // The token was the first.
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    const refused = await session.send('user_dynamic/getsource');
    const seconds = Number(refused.headers.get('retry-after'));
    const now = new Date(clock.now());
    expect(seconds).toBe(
      (new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime()) / 1000,
    );
    clock.pass(seconds);
    expect(await status()).toBe(200);
    expect(session.sandbox.stats().byFault).toEqual({ 'daily-limit': 2 });
  });

  it('counts token requests, too', async () => {
    const clock = handClock();
    await using session = await openSession({ rateLimit: 1, now: clock.now });
    expect((await session.send('user_dynamic/getsource')).status).toBe(429);
  });

  it('says when to retry, in seconds, as a date, or not at all', async () => {
    for (const [retryAfter, header] of [
      ['seconds', '1'],
      ['date', 'Sun, 01 Mar 2026 00:00:01 GMT'],
      ['none', null],
    ] as const) {
      await using session = await openSession({ rateLimit: 1, retryAfter, now: handClock().now });
      expect((await session.send('user_dynamic/getsource')).headers.get('retry-after')).toBe(header);
    }
  });
});
