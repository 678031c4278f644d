import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Channel, conditionsOf, notifyAll, type Outcome } from '../../src/notify/index.ts';
import { inLanguage } from '../../src/words/index.ts';
import { recordingServer } from '../support/recording-server.ts';

const OUTCOME: Outcome = {
  command: 'import',
  subject: 'customer',
  run: '20261123-0412-7f3a',
  status: 'completed_with_errors',
  rows: { read: 1200, created: 1100, updated: 60, rejected: 40, pending: 0 },
  causes: [
    { code: 'required', count: 30, field: 'tel', meaning: 'A required value is missing.' },
    { code: '510003', count: 8, meaning: 'Tag name already exists' },
    { code: 'bad-email', count: 1 },
    { code: 'bad-date', count: 1 },
  ],
  durationMs: 72_000,
  next: 'sobot-etl import runs/20261123-0412-7f3a/errors.xlsx -m customers_2026.yaml',
};

const TEXT = [
  'sobot-etl: import customer finished; some rows need attention [20261123-0412-7f3a]',
  'Rows: 1,200 read, 1,100 created, 60 updated, 40 rejected',
  '30 × required: A required value is missing. [tel]',
  '8 × 510003: Tag name already exists',
  '1 × bad-email',
  '… and 1 row with other causes',
  'Time: 1 min 12 s',
  'Next: sobot-etl import runs/20261123-0412-7f3a/errors.xlsx -m customers_2026.yaml',
  `Host: ${hostname()}`,
].join('\n');

function channelTo(url: string, kind: Channel['kind'], more: Partial<Channel> = {}): Channel {
  return { name: 'ops', kind, url, when: conditionsOf('always'), server: '', from: '', to: [], ...more };
}

const sent = [{ channel: 'ops', sent: true }];

describe('a notification', () => {
  test.each([
    ['wecom', '{"errcode":0,"errmsg":"ok"}', { msgtype: 'text', text: { content: TEXT } }],
    ['dingtalk', '{"errcode":0,"errmsg":"ok"}', { msgtype: 'text', text: { content: TEXT } }],
    ['feishu', '{"code":0,"msg":"success","data":{}}', { msg_type: 'text', content: { text: TEXT } }],
    ['lark', '{"StatusCode":0,"StatusMessage":"success"}', { msg_type: 'text', content: { text: TEXT } }],
    ['slack', 'ok', { text: TEXT, mrkdwn: false }],
  ] as const)('is posted to %s as its robot takes it', async (kind, answer, body) => {
    const server = await recordingServer([200, answer]);
    expect(await notifyAll([channelTo(`${server.url}/hook?key=k`, kind)], OUTCOME)).toMatchObject(sent);
    expect(server.posts.map(({ url, json }) => [url, json])).toEqual([['/hook?key=k', body]]);
  });

  test('is posted to Teams as an adaptive card whose lines are no Markdown', async () => {
    const server = await recordingServer([202, '']);
    expect(await notifyAll([channelTo(server.url, 'teams')], OUTCOME)).toMatchObject(sent);
    const { type, attachments } = server.first;
    expect([type, attachments[0].contentType]).toEqual(['message', 'application/vnd.microsoft.card.adaptive']);
    const { body } = attachments[0].content;
    expect(body.map((block: { inlines: { text: string }[] }) => block.inlines[0]?.text).join('\n')).toBe(TEXT);
    expect(new Set(body.map((block: { type: string }) => block.type))).toEqual(new Set(['RichTextBlock']));
  });

  test('is signed for DingTalk in its address, in milliseconds, and for Feishu in its body, in seconds', async () => {
    const server = await recordingServer([200, '{"errcode":0,"code":0}']);
    const nowMs = 1_795_000_000_123;
    const channels = [
      channelTo(`${server.url}/robot/send?access_token=t`, 'dingtalk', { secret: 'SEC+/=' }),
      channelTo(`${server.url}/hook`, 'feishu', { secret: 'SEC+/=' }),
    ];
    await notifyAll(channels, OUTCOME, { now: () => nowMs });
    const [ding, feishu] = server.posts.toSorted((a, b) => b.url.length - a.url.length);
    const query = new URL(ding?.url ?? '', server.url).searchParams;
    expect(query.get('access_token')).toBe('t');
    expect(query.get('timestamp')).toBe('1795000000123');
    expect(query.get('sign')).toBe(createHmac('sha256', 'SEC+/=').update('1795000000123\nSEC+/=').digest('base64'));
    expect(feishu?.json).toMatchObject({
      timestamp: '1795000000',
      sign: createHmac('sha256', '1795000000\nSEC+/=').update('').digest('base64'),
    });
  });

  test('is JSON of a stable form for a plain webhook', async () => {
    const server = await recordingServer([204, '']);
    // An answer without a body is no failure, after which the message would come three times.
    expect(await notifyAll([channelTo(server.url, 'webhook')], OUTCOME)).toMatchObject(sent);
    expect(server.posts).toHaveLength(1);
    expect(server.first).toEqual({
      ...{ version: 1, event: 'run-ended', text: TEXT, host: hostname(), command: 'import', subject: 'customer' },
      ...{ run: OUTCOME.run, job: null, status: 'completed_with_errors', complete: null, rows: OUTCOME.rows },
      causes: OUTCOME.causes.map(({ code, count, field = null, meaning = null }) => ({ code, count, field, meaning })),
      ...{ requests: null, reason_code: null, duration_ms: 72_000, waited_ms: 0, next: OUTCOME.next },
    });
  });

  test('escapes what Slack would take for links and mentions', async () => {
    const server = await recordingServer([200, 'ok']);
    await notifyAll([channelTo(server.url, 'slack')], { ...OUTCOME, next: 'x <!channel> && y' });
    expect(server.first.text).toContain('x &lt;!channel&gt; &amp;&amp; y');
  });

  test('is cut to what every vendor takes, without half a character', async () => {
    const server = await recordingServer([200, '{"errcode":0}']);
    await notifyAll([channelTo(server.url, 'wecom')], { ...OUTCOME, next: '导'.repeat(2000) });
    const { content } = server.first.text as { content: string };
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content).toMatch(/导…$/);
  });
});

describe('a notification that fails', () => {
  const SECRET = 'secret-key-0123456789';

  test.each([
    [
      'wecom',
      200,
      `{"errcode":93000,"errmsg":"invalid webhook ${SECRET}"}`,
      /^errcode 93000: invalid webhook \(not shown\)$/,
    ],
    ['dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}', /^errcode 310000: sign not match$/],
    ['feishu', 200, '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}', /^code 19021: sign/],
    ['wecom', 200, '<html>please sign in</html>', /^the answer is not JSON: <html>/],
    ['slack', 200, 'invalid_token', /^invalid_token$/],
    ['slack', 404, 'no_service', /^HTTP 404$/],
    ['teams', 200, 'Webhook message delivery failed with error: 429', /failed with error/],
    ['webhook', 302, '', /^HTTP 302$/],
  ] as const)('is recognised: %s, HTTP %i, %s', async (kind, status, answer, error) => {
    const server = await recordingServer([status, answer, { location: 'http://127.0.0.1:9/' }]);
    const [result] = await notifyAll([channelTo(`${server.url}/send?key=${SECRET}`, kind)], OUTCOME);
    expect(result).toMatchObject({ sent: false, error: expect.stringMatching(error) });
    expect(server.posts).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  test('is tried three times if the server is at fault', async () => {
    const server = await recordingServer([500, ''], [503, ''], [200, 'ok']);
    expect(await notifyAll([channelTo(server.url, 'slack')], OUTCOME)).toMatchObject(sent);
    expect(server.posts).toHaveLength(3);
  });

  test('is tried once if somebody waits for the process to end', async () => {
    const server = await recordingServer([500, '']);
    const results = await notifyAll([channelTo(server.url, 'slack')], OUTCOME, { isHurried: true });
    expect(results).toMatchObject([{ sent: false, error: 'HTTP 500' }]);
    expect(server.posts).toHaveLength(1);
  });

  test('does not keep the others from being sent, and names no address', async () => {
    const server = await recordingServer([200, 'ok']);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const gone = channelTo(`http://127.0.0.1:${port}/${SECRET}`, 'slack');
    const results = await notifyAll([gone, channelTo(server.url, 'slack')], OUTCOME, { isHurried: true });
    expect(results.map(({ sent: isSent }) => isSent)).toEqual([false, true]);
    expect(results[0]?.error).toMatch(/^it cannot be reached \(ECONNREFUSED\)$/);
  });

  test('is given up at once when the process is to end', async () => {
    const cancel = AbortSignal.abort();
    const server = await recordingServer([200, 'ok']);
    const results = await notifyAll([channelTo(server.url, 'slack')], OUTCOME, { cancel });
    expect(results).toMatchObject([{ sent: false, error: 'it was given up' }]);
  });

  test('reads no more of an answer than it needs: one that never ends counts as an answer', async () => {
    const server = createHttpServer((request, response) => {
      request.resume();
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    expect(await notifyAll([channelTo(url, 'webhook')], OUTCOME)).toMatchObject(sent);
    server.closeAllConnections();
    server.close();
  });

  test('speaks the language of the run', async () => {
    const server = await recordingServer([200, '{"errcode":0}']);
    await inLanguage('zh', () => notifyAll([channelTo(server.url, 'wecom')], OUTCOME));
    const [title, counts, , , , others] = server.first.text.content.split('\n');
    expect(title).toBe('sobot-etl: import customer 已结束，有些行需要处理 [20261123-0412-7f3a]');
    expect(counts).toMatch(/^行数：1,200 已读取/);
    expect(others).toBe('… 另有 1 行，原因不同');
  });
});
