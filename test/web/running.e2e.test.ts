import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../report/browser.ts';
import { chooseFile, launchBrowser, openTab } from '../support/page-browser.ts';

const browserPath = findBrowser();

const SHEET = [
  'Customer ID,Full name,Email',
  ...Array.from({ length: 50 }, (_, index) => `C${index},Person ${index},person${index}@example.com`),
].join('\n');

describe.runIf(browserPath).concurrent('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '', ['--host-resolver-rules=MAP evil.example 127.0.0.1']);
  });
  afterAll(() => browser?.close());

  test('shows the progress of a run again after a reload, stops the run, and resumes it', async () => {
    await using opened = await openTab(browser, { sandbox: { customers: 2, latencyMs: 250 } });
    const { tab, server, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    const kept = () => server.sandbox.snapshot().customerCount();
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await press('Check');
    await press('Import');
    const sending = tab.getByText('Rows are being sent.');
    await sending.waitFor();
    await tab.reload();
    await sending.waitFor();
    await press('Stop');
    await tab.getByText('Nothing is lost').waitFor();
    expect(kept()).toBeLessThan(52);
    await press('Resume');
    await tab
      .getByRole('listitem')
      .filter({ hasText: /^50 created$/ })
      .waitFor();
    expect(kept()).toBe(52);
    expect(complaints).toEqual([]);
    expect(server.unexpected).toEqual([]);
  });

  test('leads to the mapping from a check that lacks a required field', async () => {
    await using opened = await openTab(browser);
    const { tab, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', 'Email\nann@example.com\n');
    await press('Check');
    await tab.getByRole('alert').getByText('requires Nickname').waitFor();
    expect(await tab.getByRole('button', { name: 'Import', exact: true }).count()).toBe(0);
    await press('Map the columns');
    await tab.getByRole('heading', { name: 'Columns and fields' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('lets a column take the place of a fixed value, and says why a field cannot be chosen', async () => {
    await using opened = await openTab(browser);
    const { tab, complaints } = opened;
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', 'Full name,Stand\nAnn,1\n');
    await tab.getByRole('button', { name: 'Map the columns', exact: true }).click();
    const field = tab.getByLabel('Field for column Stand');
    await field.waitFor();
    const status = field.getByRole('option', { name: 'Status * – instead of the fixed value below', exact: true });
    const nickname = field.getByRole('option', { name: 'Nickname * – has a column', exact: true });
    expect(await nickname.isDisabled()).toBe(true);
    await field.selectOption((await status.getAttribute('value')) ?? '');
    await tab.getByLabel('Value of Status').waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('fields.crm_status');
    expect(complaints).toEqual([]);
  });

  test('leads from a check that the CRM refused to the connection, and checks again', async () => {
    await using opened = await openTab(browser, { env: { SOBOT_APP_KEY: 'wrong' } });
    const { tab, complaints } = opened;
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', 'Full name,Tags\nAnn,VIP/Gold\n');
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    const alert = tab.getByRole('alert').filter({ hasText: 'The CRM does not accept the credentials' });
    await alert.waitFor();
    expect(await tab.getByText('rows read').count()).toBe(0);
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    await alert.getByRole('link', { name: 'Check the connection' }).click();
    await tab.getByRole('heading', { name: 'Connection', level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('says that an import was cancelled whose question was answered with no', async () => {
    await using opened = await openTab(browser);
    const { tab, complaints } = opened;
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'tags.csv', 'Tag\nWarm\n');
    await tab.getByRole('button', { name: 'Map the columns', exact: true }).click();
    await tab.getByLabel('What the rows are').selectOption('tag-remove');
    await tab.getByLabel('Field for column Tag').waitFor();
    await opened.settle();
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    await tab.getByRole('button', { name: 'Import', exact: true }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('row 2: Tag: Warm').waitFor();
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await tab.getByRole('alert').getByText('Import: cancelled').waitFor();
    await tab.getByText('Nothing was sent.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('resumes an applied plan that was stopped before it sent anything', async () => {
    await using opened = await openTab(browser, { sandbox: { customers: 2, latencyMs: 400 } });
    const { tab, server, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    const count = (text: RegExp) => tab.getByRole('listitem').filter({ hasText: text }).waitFor();
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await press('Check');
    await press('Plan');
    await count(/^50 to create$/);
    await press('Import');
    await press('Stop');
    await press('Resume');
    await count(/^50 created$/);
    expect(server.sandbox.snapshot().customerCount()).toBe(52);
    expect(complaints).toEqual([]);
    expect(server.unexpected).toEqual([]);
  });

  test('goes on with a run whose tab is closed, offers it under Runs, and asks before it is undone', async () => {
    await using opened = await openTab(browser, { sandbox: { customers: 2, latencyMs: 100 } });
    const { tab, context, server, complaints } = opened;
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    await tab.getByRole('button', { name: 'Import', exact: true }).click();
    await tab.getByText('Rows are being sent.').waitFor();
    const other = await context.newPage();
    await other.goto(`${server.url}/#/runs`);
    await tab.close();
    await other
      .getByRole('link', { name: /people\.csv/ })
      .first()
      .click();
    await other.getByText('50 created', { exact: true }).waitFor();
    expect(server.sandbox.snapshot().customerCount()).toBe(52);
    await other.getByRole('button', { name: 'Undo', exact: true }).click();
    const requests = () => server.sandbox.stats().requests;
    const before = requests();
    const dialog = other.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).waitFor();
    expect(requests()).toBe(before);
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    // Customers cannot be deleted: those that the run has created are listed.
    await other.getByText('cannot-delete').first().waitFor();
    expect(requests()).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
  });

  test('answers neither under another name nor to other sites', async () => {
    await using opened = await openTab(browser);
    const { tab, context, server } = opened;
    await opened.open();
    const { port } = new URL(server.url);
    const rebound = await context.newPage();
    expect((await rebound.goto(`http://evil.example:${port}/`))?.status()).toBe(403);
    expect((await rebound.goto(`http://evil.example:${port}/api/session`))?.status()).toBe(403);

    const site = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<p>Another site</p>'));
    await using _closed = { [Symbol.asyncDispose]: async () => void site.close() };
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    await rebound.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    for (const [method, path] of [
      ['GET', '/api/runs'],
      ['POST', '/api/rehearse'],
    ]) {
      const outcome = await rebound.evaluate(
        ([url = '', verb = '']) =>
          fetch(url, { method: verb, mode: 'no-cors', credentials: 'include' }).then(
            () => 'answered',
            () => 'refused',
          ),
        [`${server.url}${path}`, method],
      );
      expect([path, outcome]).toEqual([path, 'refused']);
    }
    await tab.reload();
    await tab.getByText(`Connected to ${new URL(server.sandbox.url).host}`).waitFor();
    expect(await tab.getByText('Rehearsal:').count()).toBe(0);
  });

  test('opens only with its link, and says so', async () => {
    await using opened = await openTab(browser);
    const { tab, server } = opened;
    const statuses: number[] = [];
    tab.on('response', (answer) => void (answer.url().includes('/api/') && statuses.push(answer.status())));
    await tab.goto(server.url);
    await tab.getByText('This page needs its link').waitFor();
    expect(new Set(statuses)).toEqual(new Set([401]));
  });
});
