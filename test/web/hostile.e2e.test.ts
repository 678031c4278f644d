import { stringify } from 'csv-stringify/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../report/browser.ts';
import { chooseFile, launchBrowser, openTab } from '../support/page-browser.ts';
import { until } from '../support/until.ts';

const browserPath = findBrowser();

/** Texts that would run a script, load something or break out of an attribute, if they were taken for anything but text. */
const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><script>alert(2)</script>',
  "'><script>alert(3)</script>",
  '</script><script>alert(4)</script>',
  '</title><script>alert(5)</script>',
  '</textarea><script>alert(6)</script>',
  '<img src=x onerror=alert(7)>',
  '"><img src=x onerror=alert(8)>',
  '<img src=https://evil.example/9.png>',
  '<svg onload=alert(10)>',
  '<svg><script href=data:,alert(11) /></svg>',
  '<svg><animate onbegin=alert(12) attributeName=x dur=1s>',
  '<body onload=alert(13)>',
  '<iframe src=javascript:alert(14)></iframe>',
  '<iframe srcdoc="<script>parent.alert(15)</script>"></iframe>',
  '<object data=javascript:alert(16)></object>',
  '<embed src=https://evil.example/17>',
  '<a href=javascript:alert(18)>x</a>',
  '<details open ontoggle=alert(19)>',
  '<input autofocus onfocus=alert(20)>',
  '<video><source onerror=alert(21)></video>',
  '<marquee onstart=alert(22)>',
  '<link rel=stylesheet href=https://evil.example/23.css>',
  '<style>@import "https://evil.example/24.css";</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/25">',
  '<base href=https://evil.example/26/>',
  '<form action=https://evil.example/27><button>x</button></form>',
  '" onmouseover="alert(28)" x="',
  'javascript:alert(29)',
  '{{constructor.constructor("alert(30)")()}}',
];

/** Elements that only a payload could have brought in. */
const FOREIGN = [
  'iframe, object, embed, base, video, marquee, details[open], animate, form, style, meta[http-equiv]',
  'a[href^="javascript" i], [onerror], [onload], [onmouseover], [onfocus], [ontoggle], [src*="evil.example"], [href*="evil.example"]',
  'script:not([src]), img[src="x"]',
].join(', ');

const isRejected = (index: number) => index % 10 === 9;

/** The payloads in four columns; where one stands for an e-mail address, its row is rejected. */
const SHEET = stringify(
  PAYLOADS.map((payload, index) => [
    `C${index}`,
    `Person ${index}`,
    isRejected(index) ? payload : `p${index}@example.com`,
    payload,
    payload,
  ]),
  { header: true, columns: ['Customer ID', 'Full name', 'Email', 'Notes', '<img src=x onerror=alert(0)>'] },
);

describe.runIf(browserPath)('hostile cells', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(() => browser?.close());

  test('are text on every step of an import, and in its run', async () => {
    await using opened = await openTab(browser, { viewport: { width: 1280, height: 2400 } });
    const { tab, server, complaints } = opened;
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    const rejected = tab.getByRole('listitem').filter({ hasText: /^3 rejected$/ });
    await opened.open();
    await chooseFile(tab, 'Spreadsheet', '<img src=x onerror=alert(99)>.csv', SHEET);
    await tab.getByText('30 rows', { exact: true }).waitFor();
    await expectTexts(tab, PAYLOADS.slice(0, 10));
    await toTheEnd(tab);
    await expectTexts(tab, PAYLOADS.slice(20));

    await press('Map the columns');
    await tab.getByRole('button', { name: 'Next row' }).click();
    await expectTexts(tab, PAYLOADS.slice(1, 2));

    await press('Check');
    await rejected.waitFor();
    await tab.getByRole('button', { name: /^All/ }).click();
    await tab
      .getByRole('gridcell', { name: PAYLOADS[0] ?? '', exact: true })
      .first()
      .waitFor();
    await expectTexts(tab, PAYLOADS.slice(0, 10));
    await toTheEnd(tab);
    await expectTexts(tab, PAYLOADS.slice(20));

    await press('Plan');
    await tab
      .getByRole('listitem')
      .filter({ hasText: /^27 to create$/ })
      .waitFor();
    await press('Import');
    await tab
      .getByRole('listitem')
      .filter({ hasText: /^27 created$/ })
      .waitFor();
    await tab
      .getByRole('gridcell', { name: PAYLOADS[9] ?? '', exact: true })
      .first()
      .waitFor();
    await expectTexts(
      tab,
      PAYLOADS.filter((_, index) => isRejected(index)),
    );

    await tab.getByRole('link', { name: /^\d{8}-\d{4}-/ }).click();
    await rejected.first().waitFor();
    await expectTexts(tab, []);
    expect(server.sandbox.snapshot().customerCount()).toBe(37);
    expect(complaints).toEqual([]);
    expect(server.unexpected).toEqual([]);
  });
});

/** Scrolls the grid, which has only the rows on the screen, to its last row. */
async function toTheEnd(tab: Page): Promise<void> {
  await tab.getByRole('grid').focus();
  await tab.keyboard.press('Control+End');
  await tab
    .getByRole('gridcell', { name: PAYLOADS.at(-1) ?? '', exact: true })
    .first()
    .waitFor();
}

/** The texts are on the screen as they are, and nothing of them has become an element. */
async function expectTexts(tab: Page, texts: readonly string[]): Promise<void> {
  const missing = async () => {
    const shown = (await tab.locator('body').textContent()) ?? '';
    return texts.filter((text) => !shown.includes(text));
  };
  // The rows around the one that was gone to come a moment later.
  await until(async () => (await missing()).length === 0, 5_000).catch(() => {});
  expect(await missing()).toEqual([]);
  expect(await tab.locator(FOREIGN).evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML))).toEqual([]);
}
