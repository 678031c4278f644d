import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../report/browser.ts';
import { chooseFile, launchBrowser, openTab } from '../support/page-browser.ts';

const browserPath = findBrowser();
/** Run in the browser: drops a file on the page beside everything that takes one. Was the browser kept from opening it? */
const dropped = (name: string, content: string) => `(() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}));
  const drag = (type) => new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
  return ['dragover', 'drop'].map((type) => !document.querySelector('h1').dispatchEvent(drag(type)));
})()`;
const SHEET = 'Customer ID,Full name,Email\nC1,Ann,ann@example.com\n';

describe.runIf(browserPath).concurrent('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(() => browser?.close());

  test('lets messages of an error go away with the next file and the next view, and covers no button with them', async () => {
    await using opened = await openTab(browser);
    const { tab, server } = opened;
    await opened.open();
    const toast = tab.locator('.toast.bad');
    await chooseFile(tab, 'Spreadsheet', 'empty.csv', '');
    await toast.waitFor();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await tab.getByText('1 row', { exact: true }).waitFor();
    expect(await toast.count()).toBe(0);

    await tab.route('**/api/checks', (route) => route.fulfill({ status: 500, body: 'A sentence. '.repeat(25) }));
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    await toast.waitFor();
    await tab.getByRole('button', { name: 'New file' }).click({ timeout: 5_000 });
    await tab.getByText('Drop a file here').waitFor();
    expect(await toast.count()).toBe(0);

    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await tab.getByRole('button', { name: 'Check', exact: true }).click();
    await toast.waitFor();
    const text = await toast.locator('p').boundingBox();
    const beneath = `document.elementFromPoint(${(text?.x ?? 0) + 5}, ${(text?.y ?? 0) + 5})?.closest('.toast') ?? null`;
    expect(await tab.evaluate(beneath)).toBe(null);
    await tab.getByRole('link', { name: 'Runs' }).first().click();
    await toast.waitFor({ state: 'detached' });
    expect(server.unexpected).toEqual([]);
  });

  test('takes a file that is dropped anywhere in the step File, and never lets the browser open one', async () => {
    await using opened = await openTab(browser);
    const { tab, complaints } = opened;
    await opened.open();
    await tab.getByText('Drop a file here').waitFor();
    expect(await tab.evaluate(dropped('people.csv', SHEET))).toEqual([true, true]);
    await tab.getByText('1 row', { exact: true }).waitFor();
    expect(await tab.evaluate(dropped('more.csv', `${SHEET}C2,Bob,bob@example.com\n`))).toEqual([true, true]);
    await tab.getByText('2 rows', { exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Map the columns' }).click();
    await tab.getByRole('heading', { name: 'Columns and fields' }).waitFor();
    expect(await tab.evaluate(dropped('people.csv', SHEET))).toEqual([true, true]);
    await opened.settle();
    await tab.getByRole('heading', { name: 'Columns and fields' }).waitFor();
    expect(await tab.getByText('more.csv').count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
