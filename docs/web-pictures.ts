import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Page } from 'playwright-core';
import { findBrowser } from '../test/report/browser.ts';
import { chooseFile, launchBrowser, type OpenedTab, openTab } from '../test/support/page-browser.ts';

// The pictures of the page in its guide: `npm run picture` imports some of the sample customers on a sandbox, imports them again with
// other values, and takes them anew on the way. Needs Chromium, and `npm run build`.

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
const SCREEN = { width: 1180, height: 860 };
const PHONE = { width: 390, height: 844 };
const ROWS = 60;
/** Names in letters that every machine has a font for. */
const LATIN = /^[\u0020-\u024f]*$/;

type SampleRow = Record<string, string>;

const browserPath = findBrowser();
if (browserPath === undefined) throw new Error('Taking the pictures needs Chromium');
const browser = await launchBrowser(browserPath);
try {
  await using opened = await openTab(browser, { viewport: SCREEN, sandbox: { customers: 200 } });
  const { tab } = opened;
  await opened.open();

  await chooseFile(tab, 'Spreadsheet', 'customers.csv', sheetOf(sampleRows()));
  await press(tab, 'Check');
  await tab.getByRole('gridcell').first().waitFor();
  await take(opened, 'web-check');
  await press(tab, 'Import');
  await tab
    .getByRole('listitem')
    .filter({ hasText: /created$/ })
    .waitFor();
  await tab.getByRole('gridcell').first().waitFor();
  await take(opened, 'web-result');

  await press(tab, 'New file');
  await chooseFile(tab, 'Spreadsheet', 'customers.csv', sheetOf(sampleRows().map(edited)));
  await press(tab, 'Map the columns');
  await tab.getByRole('button', { name: 'Next row' }).waitFor();
  await tab.getByLabel('Language').selectOption('zh');
  await tab.getByRole('complementary').getByText('对接 ID').waitFor();
  await take(opened, 'web-chinese');
  await tab.getByRole('combobox', { name: '语言' }).selectOption('en');
  await press(tab, 'Check');
  await press(tab, 'Plan');
  await tab.getByRole('heading', { name: 'Changes' }).waitFor();
  await take(opened, 'web-plan');
  await tab.setViewportSize(PHONE);
  await take(opened, 'web-phone');
} finally {
  await browser.close();
}

function press(tab: Page, name: string): Promise<void> {
  return tab.getByRole('button', { name, exact: true }).click();
}

async function take({ tab, settle }: OpenedTab, name: string): Promise<void> {
  await settle();
  await tab.mouse.move(0, 0);
  await tab.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
}

function sampleRows(): SampleRow[] {
  const rows: SampleRow[] = parse(readFileSync(join(root, 'samples', 'customers.csv')), { columns: true });
  const fit = rows.filter((row) => Object.values(row).every((cell) => LATIN.test(cell)));
  // Two rows whose address is none, as they are found in every list.
  return fit.slice(0, ROWS).map((row, index) => (index % 25 === 7 ? { ...row, Email: 'nobody at example' } : row));
}

/** What somebody has changed in the file since. */
function edited(row: SampleRow, index: number): SampleRow {
  return {
    ...row,
    ...(index % 2 === 0 && { Notes: 'prefers e-mail' }),
    ...(index % 3 === 0 && { Email: `new.${row['Customer ID']}@example.com` }),
  };
}

function sheetOf(rows: readonly SampleRow[]): string {
  return stringify([...rows], { header: true });
}
