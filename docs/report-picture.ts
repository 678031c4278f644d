import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startSandbox } from '../src/sandbox/index.ts';
import { findBrowser, startBrowser } from '../test/report/browser.ts';

// The picture of a run's report in the README: `npm run picture` imports the sample customers and takes it anew. Needs Chromium.
// `node docs/report-picture.ts dark FILE` takes it as it looks to those who prefer dark pages.

const root = fileURLToPath(new URL('..', import.meta.url));
const [scheme = 'light', file = join(root, 'docs', 'images', 'report.png')] = process.argv.slice(2);
const [WIDTH, HEIGHT] = [1180, 1580];
const ROWS = 450;

const browserPath = findBrowser();
if (browserPath === undefined) throw new Error('Taking the picture needs Chromium');
const folder = mkdtempSync(join(tmpdir(), 'report-picture-'));
try {
  await using sandbox = await startSandbox({ latencyMs: 250, jitterMs: 200, rateLimit: 40 });
  const cli = join(root, 'dist', 'bin', 'sobot-etl.js');
  for (const name of ['samples', 'mappings']) cpSync(join(root, name), join(folder, name), { recursive: true });
  // As many rows as a picture needs; none whose message lists Chinese words, which not every machine has letters for.
  const sample = join(folder, 'samples', 'customers.csv');
  const lines = readFileSync(sample, 'utf8').split('\n');
  writeFileSync(
    sample,
    lines
      .filter((line) => !line.includes(',Mr,'))
      .slice(0, ROWS)
      .join('\n'),
  );
  const args = ['import', 'samples/customers.csv', '-m', 'mappings/customers.yaml', '--concurrency', '16'];
  const child = spawn(process.execPath, [cli, ...args, '--quiet'], {
    cwd: folder,
    env: {
      ...process.env,
      SOBOT_BASE_URL: sandbox.url,
      SOBOT_APP_ID: sandbox.appId,
      SOBOT_APP_KEY: sandbox.appKey,
      SOBOT_ETL_HOME: join(folder, 'home'),
    },
    stdio: 'inherit',
  });
  await once(child, 'close');
  await using browser = await startBrowser(browserPath);
  const page = await browser.newPage();
  await page.send('Emulation.setDeviceMetricsOverride', {
    width: WIDTH,
    height: HEIGHT,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await page.send('Emulation.setScrollbarsHidden', { hidden: true });
  await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const [run = ''] = readdirSync(join(folder, 'runs'));
  await page.open(pathToFileURL(join(folder, 'runs', run, 'report.html')).href);
  const { data } = await page.send('Page.captureScreenshot', { format: 'png' });
  writeFileSync(file, Buffer.from(String(data), 'base64'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
