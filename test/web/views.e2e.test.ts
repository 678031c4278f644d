import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../report/browser.ts';
import { chooseFile, launchBrowser, openTab } from '../support/page-browser.ts';

const browserPath = findBrowser();

const SECTIONS = ['Import', 'Tagging', 'Export', 'Runs', 'Schedules', 'Connection', 'Rehearse'];

const PHONE = { width: 390, height: 844 };
const SCREEN = { width: 1280, height: 800 };

const SHEET = [
  'Customer ID,Full name,Email,Notes',
  ...Array.from(
    { length: 60 },
    (_, index) => `C${index},Person ${index},${index === 5 ? 'nobody at example' : `p${index}@example.com`},note`,
  ),
].join('\n');

/** Run in the browser: the width of the page, and the classes of what is beyond the screen. */
const WIDTH = `[document.documentElement.scrollWidth, [...document.querySelectorAll('main *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(({ className }) => String(className))]`;

describe.runIf(browserPath).concurrent('every view of the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(() => browser?.close());

  test.each([
    ['English', 'en-US', 'Import'],
    ['Chinese', 'zh-CN', '导入'],
  ])('of the menu is accessible and fits a phone, in %s', async (_, locale, first) => {
    await using opened = await openTab(browser, { locale, reducedMotion: 'reduce' });
    const { tab, complaints } = opened;
    await opened.open();
    await tab.getByRole('heading', { level: 1, name: first }).waitFor();
    const links = tab.getByRole('navigation').first().getByRole('link');
    const names = await links.allInnerTexts();
    if (locale === 'en-US') expect(names).toEqual(SECTIONS);
    for (const name of names) {
      await links.getByText(name, { exact: true }).click();
      await tab.getByRole('heading', { level: 1 }).waitFor();
      await opened.settle();
      await (locale === 'en-US' ? expectFine(tab, name) : expectFits(tab, name));
    }
    expect(complaints).toEqual([]);
  });

  test('of an export is Chinese for a Chinese browser: what a list is, its conditions and their values', async () => {
    await using opened = await openTab(browser, { locale: 'zh-CN' });
    const { tab, complaints } = opened;
    await opened.open();
    await tab.goto(`${opened.server.url}/#/export`);
    await tab.getByText('全部客户，或符合').waitFor();
    await tab.getByRole('button', { name: '添加条件' }).click();
    const condition = tab.getByLabel('条件', { exact: true });
    const names = await condition.getByRole('option').allInnerTexts();
    expect(names.filter((name) => !/\p{Script=Han}/u.test(name))).toEqual([]);
    await condition.selectOption({ label: '是否在黑名单中 (isblack)' });
    await tab.getByLabel('值', { exact: true }).selectOption({ label: '是' });
    await condition.selectOption({ label: '创建时间不早于 (create_start_time)' });
    await tab.getByText('2026-01-31T08:30').waitFor();
    await tab.getByLabel('语言').selectOption('en');
    await tab.getByText('All customers, or those that match').waitFor();
    expect(await tab.getByLabel('Condition', { exact: true }).inputValue()).toBe('create_start_time');
    expect(complaints).toEqual([]);
  });

  test('of an import is accessible in light and dark, and fits a phone', async () => {
    await using opened = await openTab(browser, { reducedMotion: 'reduce' });
    const { tab, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await tab.getByText('60 rows', { exact: true }).waitFor();
    await expectFine(tab, 'File');
    await press('Map the columns');
    await tab.getByRole('button', { name: 'Next row' }).waitFor();
    await opened.settle();
    await expectFine(tab, 'Map');
    await tab
      .getByRole('button', { name: /^Settings of/ })
      .first()
      .click();
    await expectFine(tab, 'Settings of a column');
    await tab.keyboard.press('Escape');
    await press('Check');
    await tab.getByRole('gridcell').first().waitFor();
    await expectFine(tab, 'Check');
    await press('Plan');
    await tab
      .getByRole('listitem')
      .filter({ hasText: /^59 to create$/ })
      .waitFor();
    await opened.settle();
    await expectFine(tab, 'Plan');
    await press('Import');
    await tab
      .getByRole('listitem')
      .filter({ hasText: /^59 created$/ })
      .waitFor();
    await tab.getByRole('gridcell').first().waitFor();
    await expectFine(tab, 'Result');
    await tab.getByRole('link', { name: /^\d{8}-\d{4}-/ }).click();
    await tab.getByRole('heading', { level: 2 }).first().waitFor();
    await opened.settle();
    await expectFine(tab, 'Run');
    await tab.getByRole('link', { name: 'Runs', exact: true }).click();
    await tab
      .getByRole('link', { name: /people\.csv/ })
      .first()
      .waitFor();
    await expectFine(tab, 'Runs');
    expect(complaints).toEqual([]);
  });
});

/** The view has no fault that axe finds, in light and in dark, and needs no scrolling sideways on a phone. */
async function expectFine(tab: Page, view: string): Promise<void> {
  expect([view, await faultsOf(tab, [])]).toEqual([view, []]);
  await tab.emulateMedia({ colorScheme: 'dark' });
  expect([view, 'dark', await faultsOf(tab, ['color-contrast'])]).toEqual([view, 'dark', []]);
  await expectFits(tab, view);
  await tab.emulateMedia({ colorScheme: 'light' });
}

/** The view needs no scrolling sideways on a phone, and its buttons can be hit there. */
async function expectFits(tab: Page, view: string): Promise<void> {
  await tab.setViewportSize(PHONE);
  const [wide, beyond] = await tab.evaluate<readonly [number, string[]]>(WIDTH);
  expect([view, wide, wide === PHONE.width ? [] : beyond]).toEqual([view, PHONE.width, []]);
  expect([view, 'phone', await faultsOf(tab, ['target-size', 'scrollable-region-focusable'])]).toEqual([
    view,
    'phone',
    [],
  ]);
  await tab.setViewportSize(SCREEN);
}

/** What axe finds; of all its rules, or of some. */
async function faultsOf(tab: Page, rules: readonly string[]): Promise<string[]> {
  if (!(await tab.evaluate(() => 'axe' in globalThis))) await tab.evaluate(axe.source);
  const { violations } = await tab.evaluate(
    (only) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        resultTypes: ['violations'],
        ...(only.length > 0 && { runOnly: { type: 'rule', values: only } }),
      }),
    rules,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('\n')}`,
  );
}
