import { describe, expect, test } from 'vitest';
import { memoryTokenStore, signTokenRequest, TokenSource } from '../../src/api/token.ts';

function source({ lifeSeconds = 86_400 } = {}) {
  let now = 1_000_000;
  let issued = 0;
  const store = memoryTokenStore();
  const tokens = new TokenSource({
    store,
    now: () => now,
    fetch: async () => {
      issued += 1;
      return { token: `token-${issued}`, expiresInSeconds: lifeSeconds };
    },
  });
  return {
    tokens,
    store,
    issued: () => issued,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the token of a credential', () => {
  test('is signed as the example of the API document is', () => {
    expect(signTokenRequest('1', '1569397773', '2')).toBe('258eec3118705112b2c53dc8043d4d34');
  });

  test('is requested once for simultaneous callers, and then reused', async () => {
    const { tokens, issued } = source();
    expect(new Set(await Promise.all(Array.from({ length: 64 }, () => tokens.current())))).toEqual(
      new Set(['token-1']),
    );
    await tokens.current();
    expect(issued()).toBe(1);
  });

  test('is renewed five minutes before it expires after a day', async () => {
    const { tokens, issued, pass } = source();
    await tokens.current();
    pass((86_400 - 301) * 1000);
    expect(await tokens.current()).toBe('token-1');
    pass(2000);
    expect(await tokens.current()).toBe('token-2');
    expect(issued()).toBe(2);
  });

  test('with a short lifetime is renewed when a tenth of it is left', async () => {
    const { tokens, pass } = source({ lifeSeconds: 60 });
    await tokens.current();
    pass(53_000);
    expect(await tokens.current()).toBe('token-1');
    pass(2000);
    expect(await tokens.current()).toBe('token-2');
  });

  test('is renewed once for many calls that found it expired', async () => {
    const { tokens, issued } = source();
    const first = await tokens.current();
    const renewed = await Promise.all(Array.from({ length: 64 }, () => tokens.renew(first)));
    expect(new Set(renewed)).toEqual(new Set(['token-2']));
    expect(await tokens.renew(first)).toBe('token-2');
    expect(issued()).toBe(2);
  });

  test('is taken from the store if another process has renewed it', async () => {
    const { tokens, store, issued } = source();
    const first = await tokens.current();
    await store.write({ token: 'from-elsewhere', issuedAtMs: 1_000_000, expiresAtMs: 90_000_000 });
    expect(await tokens.renew(first)).toBe('from-elsewhere');
    expect(issued()).toBe(1);
  });

  test('ends the run instead of being renewed endlessly if fresh tokens are refused twice in a row', async () => {
    const { tokens, issued } = source();
    const second = await tokens.renew(await tokens.current());
    await expect(tokens.renew(second)).rejects.toMatchObject({ code: 'token-loop', disposition: 'stop-run' });
    expect(issued()).toBe(2);
  });

  test('may expire repeatedly as long as calls succeed in between', async () => {
    const { tokens, issued } = source();
    for (let round = 0; round < 10; round += 1) {
      const token = await tokens.current();
      tokens.accepted(token);
      await tokens.renew(token);
    }
    expect(issued()).toBe(11);
  });

  test('can be requested again after a failure', async () => {
    let failures = 1;
    const tokens = new TokenSource({
      store: memoryTokenStore(),
      now: () => 0,
      fetch: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('down');
        return { token: 'late', expiresInSeconds: 100 };
      },
    });
    await expect(tokens.current()).rejects.toThrow('down');
    expect(await tokens.current()).toBe('late');
  });
});
