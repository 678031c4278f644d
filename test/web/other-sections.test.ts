import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doctorReport, storedProfiles } from '../../src/web/schemas/connection.ts';
import { exportPreview, streamForms, taggingPreview } from '../../src/web/schemas/lists.ts';
import { scheduledJobs } from '../../src/web/schemas/schedules.ts';
import { emptyAnswer } from '../../src/web/schemas/session.ts';
import { openPage } from '../support/page-client.ts';
import { until } from '../support/until.ts';

const NIGHTLY = {
  name: 'nightly',
  cron: '0 2 * * *',
  timezone: 'Asia/Shanghai',
  command: 'export',
  args: ['customers', '-o', 'exports/customers-{date}.csv', '--where', 'stageid=Deal closing'],
  keep: 3,
};

describe('exports of the page', () => {
  test('show the first twenty rows with every column of the tenant, and read no more than they need', async () => {
    await using page = await openPage({ sandbox: { customers: 300 } });
    const streams = await page.call(streamForms, 'GET', '/api/streams');
    const customers = streams.find(({ name }) => name === 'customers');
    expect(customers?.filters).toContainEqual(expect.objectContaining({ name: 'stageid', lookup: 'stage' }));
    const preview = await page.call(exportPreview, 'POST', '/api/exports/preview', { stream: 'customers' });
    expect(preview.rows).toHaveLength(20);
    expect(preview.expected).toBe(300);
    const names = customers?.columns.filter((column) => column.with === null).map(({ name }) => name) ?? [];
    expect(preview.columns.slice(0, names.length)).toEqual(names);
    expect(preview.columns.length).toBeGreaterThan(names.length);
    const before = page.sandbox.stats().requests;
    await page.call(exportPreview, 'POST', '/api/exports/preview', { stream: 'customers' });
    // The whole list has fifteen pages of this size.
    expect(page.sandbox.stats().requests - before).toBeLessThan(12);
  });

  // A run waits for half an hour, which would exceed the time of this test.
  test('say soon that the CRM does not answer, where somebody waits in the page', async () => {
    await using page = await openPage();
    await page.sandbox.close();
    const answer = await page.request('POST', '/api/exports/preview', { stream: 'customers' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.parse(answer.text).error.message).toContain('no server answers at this address');
  });

  test('refuse a condition that names nothing', async () => {
    await using page = await openPage({ sandbox: { customers: 3 } });
    const body = { stream: 'customers', where: ['stageid=Nowhere'] };
    const answer = await page.request('POST', '/api/exports/preview', body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.message).toContain('Nowhere');
  });
});

describe('the preview of a tagging', () => {
  test('says who gains and loses, for a pasted list, and sends nothing', async () => {
    await using page = await openPage({ sandbox: { customers: 5 } });
    const [one, other] = page.sandbox.snapshot().customers();
    const values = [`${one?.email}`, ` ${other?.email} `, '', 'nobody@nowhere.example'];
    const form = { customers: { values }, by: 'email', add: ['Channel/Fair 2026'], createMissing: true };
    const preview = await page.call(taggingPreview, 'POST', '/api/tagging/preview', form);
    expect(preview).toMatchObject({
      rows: { read: 3, fit: 2, rejected: 1 },
      customers: { change: 2, same: 0 },
      tags: [{ tag: 'Channel/Fair 2026', gain: 2, lose: 0 }],
      made: ['Channel/Fair 2026'],
      causes: [{ count: 1 }],
    });
    const again = await page.call(taggingPreview, 'POST', '/api/tagging/preview', form);
    expect(again.made).toEqual(['Channel/Fair 2026']);
  });
});

describe('the schedule of the page', () => {
  test('is a jobs file that only its owner can read, and keeps what the form does not have', async () => {
    await using page = await openPage();
    const path = join(page.home, 'schedules.yaml');
    const made = await page.call(scheduledJobs, 'PUT', '/api/schedules', { jobs: [NIGHTLY] });
    expect(made).toMatchObject({ path, notifies: null, jobs: [{ ...NIGHTLY, running: false, last: null }] });
    expect(Date.parse(made.jobs[0]?.next ?? '')).toBeGreaterThan(Date.now());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const notifyUrl = 'https://hooks.example.com/T0/secret';
    const told = await page.call(scheduledJobs, 'PUT', '/api/schedules', { jobs: [NIGHTLY], notifyUrl });
    expect(told.notifies).toBe('https://hooks.example.com');
    const { keep: _, ...without } = NIGHTLY;
    const kept = await page.request('PUT', '/api/schedules', { jobs: [without] });
    expect(kept.text).not.toContain('secret');
    expect(readFileSync(path, 'utf8')).toContain(notifyUrl);
    expect(readFileSync(path, 'utf8')).not.toContain('keep');
    expect((await page.call(scheduledJobs, 'PUT', '/api/schedules', { jobs: [] })).jobs).toEqual([]);
  });

  test('stays as it was if a job is wrong', async () => {
    await using page = await openPage();
    await page.request('PUT', '/api/schedules', { jobs: [NIGHTLY] });
    const answer = await page.request('PUT', '/api/schedules', { jobs: [{ ...NIGHTLY, cron: 'at night' }] });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.code).toBe('bad-cron');
    expect((await page.call(scheduledJobs, 'GET', '/api/schedules')).jobs[0]?.cron).toBe(NIGHTLY.cron);
  });

  test('runs a job now, and not while the sandbox is the connection', async () => {
    const started: (readonly string[])[] = [];
    await using page = await openPage({
      page: {
        runCommand: async (args) => {
          started.push(args);
          return { exitCode: 0, ended: 'well', summary: {}, stderrTail: '' };
        },
        sharedArgs: ['--home', '/elsewhere'],
      },
    });
    await page.request('PUT', '/api/schedules', { jobs: [NIGHTLY] });
    await page.request('POST', '/api/rehearse');
    expect((await page.request('POST', '/api/schedules/nightly/run')).status).toBe(409);
    await page.request('DELETE', '/api/rehearse');
    await page.call(emptyAnswer, 'POST', '/api/schedules/nightly/run');
    await until(async () => (await page.call(scheduledJobs, 'GET', '/api/schedules')).jobs[0]?.last?.isWell === true);
    expect(started).toEqual([expect.arrayContaining(['export', 'customers', '--home', '/elsewhere'])]);
    expect(page.unexpected).toEqual([]);
  });
});

describe('the connection of the page', () => {
  test('stores a profile that works, and never tells a key', async () => {
    await using page = await openPage({ page: { env: {} } });
    const { url: baseUrl, appId, appKey } = page.sandbox;
    const refused = await page.request('PUT', '/api/profiles/mine', { baseUrl, appId, appKey: 'wrong-key' });
    expect(refused.status).toBe(502);
    const none = await page.call(storedProfiles, 'GET', '/api/profiles');
    expect(none).toEqual({ current: null, fromEnvironment: false, profiles: [] });
    const stored = await page.request('PUT', '/api/profiles/mine', { baseUrl, appId, appKey });
    expect(JSON.parse(stored.text)).toMatchObject({ current: 'mine', profiles: [{ name: 'mine', hasKey: true }] });
    const kept = await page.request('PUT', '/api/profiles/mine', { baseUrl, appId });
    expect(kept.status).toBe(200);
    const report = await page.request('GET', '/api/doctor');
    expect(doctorReport.parse(JSON.parse(report.text)).healthy).toBe(true);
    for (const { text } of [refused, stored, kept, report]) expect(text).not.toContain(appKey);
  });

  test('takes no profile whose name could be a path, and none without a key', async () => {
    await using page = await openPage({ page: { env: {} } });
    const { url: baseUrl, appId, appKey } = page.sandbox;
    const escaping = await page.request('PUT', '/api/profiles/..%2Fother', { baseUrl, appId, appKey });
    expect(escaping.status).toBe(400);
    expect((await page.request('PUT', '/api/profiles/mine', { baseUrl, appId })).status).toBe(400);
    expect((await page.request('POST', '/api/connection', { profile: 'missing' })).status).toBe(400);
  });
});
