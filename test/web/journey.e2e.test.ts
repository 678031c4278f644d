import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../report/browser.ts';
import { chooseFile, launchBrowser, openTab } from '../support/page-browser.ts';

const browserPath = findBrowser();

/** Sixty customers, of whom two cannot be imported: their e-mail addresses are none. */
function sheet(header: string): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const email = index === 10 || index === 20 ? 'nobody at example' : `person${index}@example.com`;
    return `C${1000 + index},Person ${index},+4915112345${100 + index},${email},"note, ${index}"`;
  });
  return [header, ...rows].join('\r\n');
}

const ENGLISH = {
  header: 'Customer ID,Full name,Mobile,Email,Notes',
  spreadsheet: 'Spreadsheet',
  rows: '60 rows',
  map: 'Map the columns',
  check: 'Check',
  rejected: '2 rejected',
  plan: 'Plan',
  toCreate: '58 to create',
  import: 'Import',
  created: '58 created',
  oneCreated: '1 created',
  retry: 'Retry',
  errors: 'Download errors',
  undo: 'Undo',
  confirm: 'Confirm',
  notSetBack: '58 not set back',
};

const CHINESE: typeof ENGLISH = {
  header: '客户编号,姓名,手机,邮箱,备注',
  spreadsheet: '电子表格',
  rows: '60 行',
  map: '映射各列',
  check: '检查',
  rejected: '2 行被拒绝',
  plan: '计划',
  toCreate: '58 行将创建',
  import: '导入',
  created: '58 已创建',
  oneCreated: '1 已创建',
  retry: '重新发送',
  errors: '下载错误行',
  undo: '撤销',
  confirm: '确认',
  notSetBack: '58 未恢复',
};

describe.runIf(browserPath).concurrent('the import page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(() => browser?.close());

  test.each([
    ['English', 'en-US', ENGLISH],
    ['Chinese', 'zh-CN', CHINESE],
  ])('leads from a spreadsheet to its result, and back, in %s', async (_, locale, words) => {
    await using opened = await openTab(browser, { locale });
    const { tab, server, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    await opened.open();
    await chooseFile(tab, words.spreadsheet, 'people.csv', sheet(words.header));
    await tab.getByText(words.rows, { exact: true }).waitFor();
    await press(words.map);
    await press(words.check);
    await count(tab, words.rejected);
    await press(words.plan);
    await count(tab, words.toCreate);
    await press(words.import);
    await count(tab, words.created);
    expect(server.sandbox.snapshot().customerCount()).toBe(68);

    const download = tab.waitForEvent('download');
    await press(words.errors);
    expect((await download).suggestedFilename()).toMatch(/^errors\.(xlsx|csv)$/);

    const cell = tab.getByRole('gridcell', { name: 'nobody at example' }).first();
    await cell.dblclick();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('somebody@example.com');
    await tab.keyboard.press('Enter');
    await tab.getByRole('gridcell', { name: 'somebody@example.com' }).waitFor();
    await press(words.retry);
    await count(tab, words.oneCreated);
    expect(server.sandbox.snapshot().customerCount()).toBe(69);

    // The retry and the import are offered, newest first; nothing is sent before the answer.
    const { requests } = server.sandbox.stats();
    await press(words.undo);
    const runs = tab.getByRole('dialog').getByRole('radio');
    expect(await runs.count()).toBe(2);
    expect(await runs.first().isChecked()).toBe(true);
    expect(server.sandbox.stats().requests).toBe(requests);
    await tab.getByRole('radio', { name: new RegExp(`^${words.created}`) }).check();
    await press(words.confirm);
    // The API cannot delete customers; the undo says what to do.
    await tab.getByText('cannot-delete').waitFor();
    await count(tab, words.notSetBack);

    // The retry can still be undone, and then nothing is left to undo.
    await press(words.undo);
    await tab.getByRole('dialog').getByText(words.oneCreated).waitFor();
    await press(words.confirm);
    await tab.getByText('cannot-delete').waitFor();
    expect(await tab.getByRole('button', { name: words.undo, exact: true }).count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(server.unexpected).toEqual([]);
  });
});

/** Waits for a number of a summary: `58 created`. */
async function count(tab: Page, text: string): Promise<void> {
  await tab
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${text}$`) })
    .waitFor();
}
