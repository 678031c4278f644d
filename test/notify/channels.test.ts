import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findChannels, listedChannels } from '../../src/app/notify/channels.ts';
import { parseSchedule } from '../../src/app/schedule/schedule-jobs.ts';

const SECRET = 'secret-0123456789';
const ROBOT = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${SECRET}`;

/** A state folder with this `notify.yaml`. */
function homeWith(yaml?: string): string {
  const home = mkdtempSync(join(tmpdir(), 'sobot-etl-test-'));
  if (yaml !== undefined) writeFileSync(join(home, 'notify.yaml'), yaml);
  return home;
}

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('the name of a channel', () => {
  test('leads to notify.yaml of the state folder, whose secrets are its variables, and only its owner can read it', async () => {
    const home = homeWith(`version: 1
channels:
  ops: { kind: wecom, url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=\${OPS_KEY}", when: failure }
  mail:
    kind: email
    server: smtps://mail.corp.example
    user: etl
    password: \${MAIL_PASSWORD}
    from: sobot-etl <etl@corp.example>
    to: [ops@corp.example]
    when: [failure, rejected > 2%]
`);
    chmodSync(join(home, 'notify.yaml'), 0o644);
    const env = { OPS_KEY: SECRET, MAIL_PASSWORD: 'pass word' };
    const [ops, mail] = await findChannels(['ops', 'mail'], { home, env });
    expect(ops).toMatchObject({ name: 'ops', kind: 'wecom', url: ROBOT, when: [{ on: 'failure' }] });
    expect(mail).toMatchObject({ kind: 'email', password: 'pass word', to: ['ops@corp.example'], when: [{}, {}] });
    expect(statSync(join(home, 'notify.yaml')).mode & 0o777).toBe(0o600);
  });

  test.each([
    [ROBOT, 'wecom'],
    ['https://oapi.dingtalk.com/robot/send?access_token=x', 'dingtalk'],
    ['https://open.feishu.cn/open-apis/bot/v2/hook/x', 'feishu'],
    ['https://open.larksuite.com/open-apis/bot/v2/hook/x', 'lark'],
    ['https://hooks.slack.com/services/x', 'slack'],
    ['https://prod-1.westeurope.logic.azure.com/workflows/x', 'teams'],
    ['https://corp.example/hook', 'webhook'],
    ['https://hooks.slack.com.evil.example/services/x', 'webhook'],
  ])('leads to a variable: %s is %s', async (url, kind) => {
    const env = { SOBOT_ETL_NOTIFY_NIGHT_OPS: url, SOBOT_ETL_NOTIFY_NIGHT_OPS_SECRET: 's' };
    const [channel] = await findChannels(['night-ops'], { home: homeWith(), env });
    expect(channel).toMatchObject({ name: 'night-ops', kind, url, secret: 's' });
  });

  test('is not an address: that is a secret, and is not repeated', async () => {
    const message = await failureOf(findChannels([ROBOT], { home: homeWith(), env: {} }));
    expect(message).toMatch(/--notify takes the name of a channel.*notify\.yaml.*SOBOT_ETL_NOTIFY_OPS/s);
    expect(message).not.toContain('qyapi');
  });

  test('is listed with the others if it is unknown', async () => {
    const home = homeWith('version: 1\nchannels: { ops: { kind: slack, url: https://hooks.slack.com/x } }\n');
    const message = await failureOf(
      findChannels(['opps'], { home, env: { SOBOT_ETL_NOTIFY_MAIL: 'https://x.example' } }),
    );
    expect(message).toMatch(
      /no channel "opps" for --notify; there are ops, mail\. Add it to .*notify\.yaml, or set SOBOT_ETL_NOTIFY_OPPS/,
    );
  });

  test.each([
    ['{ kind: wecom }', /notify\.yaml:2:\d+: "url": is missing; wecom needs it/],
    ['{ kind: weccom, url: https://x.example }', /notify\.yaml:2:\d+: "kind": must be one of wecom, dingtalk/],
    ['{ kind: slack, url: https://x.example, secret: s }', /"secret": is not for slack; it takes url/],
    [`{ kind: slack, url: "http://x.example/${SECRET}" }`, /"url": must begin with https:\/\//],
    [`{ kind: slack, url: "${SECRET}" }`, /"url": must be an address that begins with https:\/\//],
    [`{ kind: slack, url: "\${NOT_SET}" }`, /"url": the environment variable NOT_SET is not set/],
    ['{ kind: email, server: mail.corp.example, from: a@b, to: c@d }', /"server": must be smtps:\/\/host/],
    [
      '{ kind: email, server: "smtp://u:p@x.example", from: a@b, to: c@d }',
      /"server": must not hold user and password/,
    ],
    ['{ kind: email, server: smtp://x.example, from: a, to: c@d }', /"from": must be an e-mail address/],
    ['{ kind: slack, url: https://x.example, wen: failure }', /unknown key "wen"\. Did you mean "?when/],
    // It would never be told of anything.
    ['{ kind: slack, url: https://x.example, when: [] }', /2:63: "when": must be always, failure/],
    ['{ kind: slack, url: https://x.example, when: rejected > many }', /2:63: "when": must be always, failure/],
    [
      '{ kind: slack, url: https://x.example, when: [failure, lost > 1] }',
      /2:73: "when": has the unknown counter "lost"/,
    ],
  ])('leads to what is wrong in notify.yaml, with line and column: %s', async (yaml, why) => {
    const home = homeWith(`version: 1\nchannels: { ops: ${yaml} }\n`);
    const message = await failureOf(findChannels(['ops'], { home, env: {} }));
    expect(message).toMatch(why);
    expect(message).not.toContain(SECRET);
  });
});

describe('notify in a jobs file', () => {
  const jobs = (file: string, job = '') =>
    `version: 1\n${file}\njobs:\n  - { name: all, cron: "@daily", command: export, args: agents -o a.csv${job} }\n`;

  test('is for all jobs, or for one, and may use a channel of notify.yaml under another condition', async () => {
    const env = { HOOK: 'https://x.example/1' };
    const home = homeWith('version: 1\nchannels: { ops: { kind: slack, url: https://hooks.slack.com/x } }\n');
    const text = jobs(`notify:\n  - { use: ops, when: incomplete }\n  - { kind: webhook, url: "\${HOOK}" }`);
    const [job] = parseSchedule(text, 'jobs.yaml', env).jobs;
    expect(await listedChannels(job?.notify ?? [], { home, env })).toMatchObject([
      { name: 'ops', kind: 'slack', when: [{ on: 'incomplete' }] },
      { name: 'webhook', kind: 'webhook', url: 'https://x.example/1', when: [{ on: 'always' }] },
    ]);
    const [silent] = parseSchedule(jobs('notify: [{ use: ops }]', ', notify: []'), 'jobs.yaml', env).jobs;
    expect(silent?.notify).toEqual([]);
  });

  test('says where it is wrong', () => {
    const parse = (text: string) => () => parseSchedule(text, 'jobs.yaml', {});
    expect(parse(jobs('notify: [{ when: always }]'))).toThrow(
      /jobs\.yaml:2:\d+: "kind": must be one of .*, or give use: NAME/,
    );
    expect(parse(jobs('', ', notify: [{ use: ops, url: https://x.example }]'))).toThrow(
      /jobs\.yaml:4:\d+: "url": does not go with use/,
    );
    expect(parse(jobs(`notify: [{ kind: slack, url: "\${NOT_SET}" }]`))).toThrow(
      /jobs\.yaml:2:\d+: "url": the environment variable NOT_SET/,
    );
  });

  test('can be looked at where its variables are not set', () => {
    expect(() => parseSchedule(jobs(`notify: [{ kind: slack, url: "\${NOT_SET}" }]`), 'jobs.yaml')).not.toThrow();
  });
});
