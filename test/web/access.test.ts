import { existsSync, readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failedAnswer, pageSession } from '../../src/web/schemas/session.ts';
import { openPage, type PageClient } from '../support/page-client.ts';
import { until } from '../support/until.ts';

const READING_PATHS = [
  '/api/session',
  '/api/targets?target=customer',
  '/api/mappings',
  '/api/jobs',
  '/api/runs',
  '/api/streams',
  '/api/schedules',
  '/api/profiles',
  '/api/doctor',
];

/** A request with headers that `fetch` does not let programs set. Returns the status. */
function statusOf(page: PageClient, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${page.url}${path}`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

describe('access to the page', () => {
  test('refuses every call without the cookie', async () => {
    await using page = await openPage({ signedIn: false });
    for (const path of [...READING_PATHS, '/api/unknown', '/api/runs/x/files/errors.csv']) {
      const answer = await page.request('GET', path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(failedAnswer.parse(JSON.parse(answer.text)).error.code).toBe('no-session');
    }
    expect((await page.request('POST', '/api/jobs', { kind: 'mirror' })).status).toBe(401);
  });

  test('takes its token once, in exchange for a cookie that several tabs share', async () => {
    await using page = await openPage({ signedIn: false });
    expect((await page.request('POST', '/api/session', { token: 'guess' })).status).toBe(401);
    const first = await page.request('POST', '/api/session', { token: page.token });
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(/^sobot_etl_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await page.request('POST', '/api/session', { token: page.token })).status).toBe(401);
    const tabs = await Promise.all([1, 2].map(() => page.call(pageSession, 'GET', '/api/session')));
    expect(tabs[0]).toMatchObject({ rehearsing: false, connection: { ready: true, baseUrl: page.sandbox.url } });
  });

  test('refuses foreign hosts and origins, also with the cookie', async () => {
    await using page = await openPage();
    const { host } = new URL(page.url);
    expect(await statusOf(page, '/api/session', { host: 'evil.example' })).toBe(403);
    expect(await statusOf(page, '/', { host: `evil.example:${host.split(':')[1]}` })).toBe(403);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', `https://${host}`]) {
      expect((await page.request('GET', '/api/session', undefined, { origin })).status).toBe(403);
    }
    expect((await page.request('GET', '/api/session', undefined, { origin: page.url })).status).toBe(200);
    expect(await statusOf(page, '/api/session', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  test('allows no inline script, no frame and no other site', async () => {
    await using page = await openPage();
    const { headers } = await page.request('GET', '/api/session');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await page.request('GET', '/')).headers.get('content-security-policy')).toBe(policy);
  });

  test('serves no file outside its folder', async () => {
    await using page = await openPage();
    for (const path of [
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc%2fpasswd.json',
      '/assets/..%5c..%5cx.js',
    ]) {
      expect([404, 503]).toContain(await statusOf(page, path, {}));
    }
    for (const path of [
      '/api/uploads/..%2f..%2f/preview',
      '/api/uploads/0123456789abcdef/preview',
      '/api/mappings/..%2fprofiles',
    ]) {
      expect((await page.request('GET', path)).status).toBe(400);
    }
    expect((await page.request('PUT', '/api/mappings/..%2f..%2fx', { yaml: 'version: 1' })).status).toBe(400);
  });

  test('never sends a key', async () => {
    await using page = await openPage();
    const profile = { baseUrl: page.sandbox.url, appId: page.sandbox.appId, appKey: page.sandbox.appKey };
    expect((await page.request('PUT', '/api/profiles/second', profile)).text).not.toContain(page.sandbox.appKey);
    const answers = await Promise.all(READING_PATHS.map((path) => page.request('GET', path)));
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toContain(page.sandbox.appKey);
    }
    expect(page.unexpected).toEqual([]);
  });
});

describe('uploads', () => {
  test('are streamed into a folder that only its owner can read', async () => {
    await using page = await openPage();
    const uploads = join(page.home, 'uploads');
    let send = (_bytes: Uint8Array) => {};
    let end = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (bytes) => controller.enqueue(bytes);
        end = () => controller.close();
      },
    });
    const answer = page.stream('/api/uploads?name=..%2F..%2Fbig%3Cfile%3E.csv', body);
    const piece = new Uint8Array(300_000).fill(65);
    send(piece);
    const partial = () => join(uploads, (existsSync(uploads) && readdirSync(uploads)[0]) || '', 'partial');
    await until(() => statSync(partial(), { throwIfNoEntry: false })?.size === piece.length);
    send(piece);
    end();
    const { upload, name, bytes } = JSON.parse((await answer).text) as { upload: string; name: string; bytes: number };
    expect([name, bytes]).toEqual(['big_file_.csv', 600_000]);
    const folder = join(uploads, upload);
    for (const path of [uploads, folder, join(folder, 'input')]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'input', name)).mode & 0o777).toBe(0o600);
  });

  test('that are empty or no spreadsheet are refused with a reason', async () => {
    await using page = await openPage();
    expect((await page.request('POST', '/api/uploads?name=x.csv')).status).toBe(400);
    const upload = await page.upload('x.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]));
    const { status, text } = await page.request('GET', `/api/uploads/${upload}/preview`);
    expect([status, failedAnswer.parse(JSON.parse(text)).error.message]).toEqual([
      400,
      expect.stringContaining('x.xlsx'),
    ]);
    expect(page.unexpected).toEqual([]);
  });
});
