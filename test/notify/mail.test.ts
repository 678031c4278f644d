import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Channel, conditionsOf, notifyAll, type Outcome } from '../../src/notify/index.ts';

const OUTCOME: Outcome = {
  command: 'export',
  subject: 'customers',
  run: '20261123-0412-7f3a',
  status: 'aborted',
  complete: false,
  rows: { written: 12, duplicates: 0, expected: 500 },
  causes: [],
  reason: { code: 'outage', meaning: 'The server failed.' },
  next: 'sobot-etl resume 20261123-0412-7f3a',
};

let tls: { readonly key: string; readonly cert: string };
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-test-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
});

/** A mail server on this machine, which takes mail of one user. */
async function mailServer({ isTrusted = true, refusals = [] as readonly number[] } = {}) {
  if (isTrusted) setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
  const mails: { from: string; to: string[]; text: string; isEncrypted: boolean }[] = [];
  const left = [...refusals];
  const server = new SMTPServer({
    ...tls,
    logger: false,
    onAuth({ username, password }, _, done) {
      if (username === 'etl' && password === 'pass-word-1') done(null, { user: username });
      else done(new Error('wrong'));
    },
    onRcptTo({ address }, _, done) {
      done(address.startsWith('gone') ? Object.assign(new Error('unknown'), { responseCode: 550 }) : null);
    },
    onData(stream, { envelope, secure }, done) {
      let text = '';
      stream.on('data', (part: Buffer) => {
        text += part.toString();
      });
      stream.on('end', () => {
        const code = left.shift();
        if (code !== undefined) return done(Object.assign(new Error('later'), { responseCode: code }));
        const { mailFrom, rcptTo } = envelope;
        const from = mailFrom ? mailFrom.address : '';
        mails.push({ from, to: rcptTo.map(({ address }) => address), text, isEncrypted: secure });
        done();
      });
    },
  });
  // Broken handshakes are what some tests are about.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { mails, url: `smtp://localhost:${(server.server.address() as AddressInfo).port}` };
}

function channelTo(server: string, more: Partial<Channel> = {}): Channel {
  const own = {
    server,
    user: 'etl',
    password: 'pass-word-1',
    from: 'etl@corp.example',
    to: ['a@corp.example', 'b@corp.example'],
  };
  return { name: 'mail', kind: 'email', when: conditionsOf('always'), url: '', ...own, ...more };
}

describe('a notification by e-mail', () => {
  test('is sent over STARTTLS with a verified certificate, after logging in', async () => {
    const { mails, url } = await mailServer();
    expect(await notifyAll([channelTo(url)], OUTCOME)).toEqual([{ channel: 'mail', kind: 'email', sent: true }]);
    expect(mails).toMatchObject([
      { from: 'etl@corp.example', to: ['a@corp.example', 'b@corp.example'], isEncrypted: true },
    ]);
    const [{ text } = { text: '' }] = mails;
    expect(text).toContain('Subject: sobot-etl: export customers was aborted [20261123-0412-7f3a]');
    for (const line of [
      'Rows: 12 written, 500 expected',
      'Reason: outage: The server failed.',
      'Next: sobot-etl resume',
    ])
      expect(text).toContain(line);
  });

  test('is not sent to a server whose certificate cannot be verified', async () => {
    setDefaultCACertificates(getCACertificates('bundled'));
    const { mails, url } = await mailServer({ isTrusted: false });
    const [result] = await notifyAll([channelTo(url)], OUTCOME);
    expect(result?.error).toBe('the certificate of the server cannot be verified, so nothing was sent');
    expect(mails).toEqual([]);
  });

  test('says that user or password is wrong, without naming them, and does not try again', async () => {
    const { url } = await mailServer();
    const [result] = await notifyAll([channelTo(url, { password: 'pass-word-2' })], OUTCOME);
    expect(result?.error).toBe('the server refuses user and password (SMTP 535)');
  });

  test('is tried again when the server refuses it for now', async () => {
    const { mails, url } = await mailServer({ refusals: [451] });
    expect(await notifyAll([channelTo(url)], OUTCOME)).toMatchObject([{ sent: true }]);
    expect(mails).toHaveLength(1);
  });

  test('says that one of its addresses was refused, and does not tell the others twice', async () => {
    const { mails, url } = await mailServer();
    const results = await notifyAll([channelTo(url, { to: ['a@corp.example', 'gone@corp.example'] })], OUTCOME);
    expect(results).toMatchObject([{ sent: false, error: 'the server refuses 1 of the 2 addresses' }]);
    expect(mails).toMatchObject([{ to: ['a@corp.example'] }]);
  });

  test('ends at once when it is given up', async () => {
    const { url } = await mailServer();
    const results = await notifyAll([channelTo(url)], OUTCOME, { cancel: AbortSignal.abort() });
    expect(results).toMatchObject([{ sent: false, error: 'it was given up' }]);
  });
});
