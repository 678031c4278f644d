import { once } from 'node:events';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { findBrowser } from '../report/browser.ts';
import { chooseFile } from '../support/page-browser.ts';
import { newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';

const browserPath = findBrowser();

const SHEET = [
  'Customer ID,Full name,Email',
  ...Array.from({ length: 50 }, (_, index) => `C${index},Person ${index},person${index}@example.com`),
].join('\n');

describe.runIf(browserPath)('a page whose server has died', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  test('says so and how to go on, until the server answers again', async () => {
    await using sandbox = await startSandbox({ customers: 2, latencyMs: 250 });
    const folder = newFolder();
    const start = async (port: string) => {
      const args = ['web', '--port', port, '--no-open', '--json'];
      const { child } = startCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
      onTestFinished(() => void child.kill('SIGKILL'));
      const [first] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [string];
      return { child, url: (JSON.parse(first.split('\n')[0] ?? '') as { url: string }).url };
    };
    const first = await start('0');
    const tab = await browser.newPage({ locale: 'en-US' });
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    await tab.goto(first.url);
    await chooseFile(tab, 'Spreadsheet', 'people.csv', SHEET);
    await press('Check');
    await press('Import');
    await tab.getByText('Rows are being sent.').waitFor();
    const promise = tab.getByText('You may close this tab');
    expect(await promise.count()).toBe(1);

    first.child.kill('SIGKILL');
    const alert = tab.getByRole('alert').filter({ hasText: 'The server does not answer' });
    await alert.getByText('press Resume under Runs').waitFor({ timeout: 10_000 });
    expect([await promise.count(), await tab.getByText('Connected to').count()]).toEqual([0, 0]);
    expect(await tab.getByRole('button', { name: 'Stop', exact: true }).isDisabled()).toBe(true);

    const second = await start(new URL(first.url).port);
    await alert.waitFor({ state: 'detached' });
    await tab.getByText('Open the page with the address that sobot-etl web has printed.').waitFor();
    await tab.goto(second.url);
    await tab.getByText('Connected to').waitFor();
    await tab.getByRole('link', { name: 'Runs' }).first().click();
    await tab.getByRole('link', { name: /people\.csv/ }).click();
    await press('Resume');
    await tab.getByText('50 created').first().waitFor();
    expect(sandbox.snapshot().customerCount()).toBe(52);
    await tab.close();
  });
});
