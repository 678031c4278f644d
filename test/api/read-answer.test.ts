import { describe, expect, test } from 'vitest';
import { parseRetryAfter, readAnswer } from '../../src/api/answer.ts';
import type { SobotError } from '../../src/api/errors/sobot-error.ts';

function errorOf(status: number, text: string, mayRepeat: boolean, headers = {}): Partial<SobotError> {
  try {
    readAnswer({ status, text, headers }, { mayRepeat, now: () => 0, redact: (shown) => shown });
  } catch (error) {
    return error as SobotError;
  }
  return { code: 'success' };
}

const answer = (code: string) => JSON.stringify({ ret_code: code, ret_msg: 'said' });

describe('an answer', () => {
  test.each([
    // [status, body, may be repeated, code, disposition]
    [200, answer('000000'), false, 'success', undefined],
    [200, '{"ret_code":0}', false, 'success', undefined],
    [200, answer('510003'), true, '510003', 'reject-row'],
    [200, answer('400123'), true, '400123', 'reject-row'],
    [200, answer('900003'), true, '900003', 'stop-run'],
    [200, answer('900004'), true, '900004', 'stop-run'],
    [200, answer('700046'), true, '700046', 'stop-run'],
    [200, answer('999999'), true, '999999', 'retry'],
    [200, answer('999999'), false, '999999', 'in-doubt'],
    [200, '<html>hello</html>', true, 'not-json', 'retry'],
    [200, '<html>hello</html>', false, 'not-json', 'in-doubt'],
    [200, '{"ret_code":"0000', false, 'not-json', 'in-doubt'],
    [200, '[]', false, 'not-json', 'in-doubt'],
    [200, '', false, 'not-json', 'in-doubt'],
    [400, answer('400123'), false, '400123', 'reject-row'],
    [429, '', false, 'http-429', 'retry'],
    [429, answer('000000'), false, 'http-429', 'retry'],
    [500, answer('000000'), false, 'http-500', 'in-doubt'],
    [502, '<html>Bad gateway</html>', true, 'http-502', 'retry'],
    [502, '<html>Bad gateway</html>', false, 'http-502', 'in-doubt'],
    [408, '', false, 'http-408', 'in-doubt'],
    [404, '<html>Not found</html>', true, 'http-404', 'retry'],
    [404, '<html>Not found</html>', false, 'http-404', 'in-doubt'],
    [302, '', true, 'http-302', 'retry'],
    [302, answer('000000'), false, 'http-302', 'in-doubt'],
    [200, answer('ok'), false, 'not-json', 'in-doubt'],
  ])('with HTTP %i and %s, repeatable %s, is %s: %s', (status, text, mayRepeat, code, disposition) => {
    expect(errorOf(status, text, mayRepeat)).toMatchObject({ code, ...(disposition && { disposition }) });
  });

  test('that does not come from the API is shown with its status and its first 200 characters', () => {
    const { message = '' } = errorOf(502, `<html>${'x'.repeat(5000)}</html>`, true);
    expect(message).toContain('HTTP 502');
    expect(message).toContain(`<html>${'x'.repeat(194)}…`);
    expect(message.length).toBeLessThan(280);
  });

  test('of a throttling server says how long to pause, in seconds or as a date', () => {
    expect(parseRetryAfter('3', 0)).toBe(3000);
    expect(parseRetryAfter('0.5', 0)).toBe(500);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 60_000)).toBe(0);
    expect(parseRetryAfter('3, 7', 0)).toBe(3000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT, Thu, 01 Jan 1970 00:01:00 GMT', 4000)).toBe(6000);
    expect(parseRetryAfter('soon', 0)).toBeUndefined();
    expect(parseRetryAfter(undefined, 0)).toBeUndefined();
    expect(errorOf(429, '', true, { 'retry-after': '2' })).toMatchObject({ retryAfterMs: 2000, throttled: true });
  });
});
