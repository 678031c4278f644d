import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { handClock, openSession, sessionWith, takeToken } from './session.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe('tokens of the sandbox', () => {
  it("have the signature of the document's example", async () => {
    expect(md5('115693977732')).toBe('258eec3118705112b2c53dc8043d4d34');
    await using sandbox = await startSandbox({ appId: '1', appKey: '2', now: () => 1_569_397_773_000 });
    const path = '/api/get_token?appid=1&create_time=1569397773&sign=258eec3118705112b2c53dc8043d4d34';
    expect(await (await fetch(sandbox.url + path, { headers: { language: 'en' } })).json()).toEqual({
      item: { token: expect.stringMatching(/^[0-9a-f]{32}$/), expires_in: '86400' },
      ret_code: '000000',
      ret_msg: 'Success',
    });
  });

  it('are refused for a wrong signature, an unknown appid or a wrong clock', async () => {
    const clock = handClock();
    await using sandbox = await startSandbox({ now: clock.now });
    const seconds = clock.now() / 1000;
    const codeFor = async (appId: string, time: number, sign: string): Promise<string> => {
      const path = `/api/get_token?appid=${appId}&create_time=${time}&sign=${sign}`;
      return ((await (await fetch(sandbox.url + path)).json()) as { ret_code: string }).ret_code;
    };
    const signed = (time: number): string => md5(`sandbox${time}sandbox-key`);
    expect(await codeFor('sandbox', seconds, signed(seconds))).toBe('000000');
    expect(await codeFor('sandbox', seconds, signed(seconds).toUpperCase())).toBe('900003');
    expect(await codeFor('sandbox', seconds, md5(`sandbox${seconds}other-key`))).toBe('900003');
    expect(await codeFor('sandbox', seconds - 599, signed(seconds - 599))).toBe('000000');
    expect(await codeFor('sandbox', seconds - 601, signed(seconds - 601))).toBe('900003');
    expect(await codeFor('sandbox', seconds * 1000, signed(seconds * 1000))).toBe('900003');
    expect(await codeFor('other', seconds, signed(seconds))).toBe('900004');
    expect(await codeFor('', seconds, signed(seconds))).toBe('400001');
  });

  it('are required for every other call', async () => {
    await using session = await openSession();
    const codeWith = async (token: string): Promise<string> => {
      const response = await session.send('user_dynamic/getsource', { headers: { token } });
      return ((await response.json()) as { ret_code: string }).ret_code;
    };
    expect(await codeWith(session.token)).toBe('000000');
    expect(await codeWith('')).toBe('900001');
    expect(await codeWith('0123456789abcdef0123456789abcdef')).toBe('900002');
  });

  it('expire when a new one is issued', async () => {
    await using session = await openSession();
    const second = await takeToken(session.sandbox);
    expect(await session.get('user_dynamic/getsource')).toMatchObject({ ret_code: '900002' });
    const later = sessionWith(session.sandbox, second);
    expect(await later.get('user_dynamic/getsource')).toMatchObject({ ret_code: '000000' });
  });

  it('stay valid next to a new one if the tenant allows that', async () => {
    await using session = await openSession({ tokensStay: true });
    await takeToken(session.sandbox);
    expect(await session.get('user_dynamic/getsource')).toMatchObject({ ret_code: '000000' });
  });

  it('expire after their lifetime, and at once on request', async () => {
    const clock = handClock();
    await using session = await openSession({ tokenTtlSeconds: 60, now: clock.now });
    clock.pass(59);
    expect(await session.get('user_dynamic/getsource')).toMatchObject({ ret_code: '000000' });
    clock.pass(1);
    expect(await session.get('user_dynamic/getsource')).toMatchObject({ ret_code: '900002' });
    const later = sessionWith(session.sandbox, await takeToken(session.sandbox, { now: clock.now }));
    expect(await later.get('user_dynamic/getsource')).toMatchObject({ ret_code: '000000' });
    session.sandbox.expireTokens();
    expect(await later.get('user_dynamic/getsource')).toMatchObject({ ret_code: '900002' });
    expect(session.sandbox.stats().tokenRequests).toBe(2);
  });
});
