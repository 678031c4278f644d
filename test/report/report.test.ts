import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileFile } from '../../src/app/profile/profile-file.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { workspace } from '../import/workspace.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { type Browser, findBrowser, type Page, startBrowser } from './browser.ts';

const HOSTILE = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 2">',
  '"><svg onload=window.hacked=3>',
  '</table></script><iframe src="javascript:parent.hacked=4"></iframe>',
  "'};window.hacked=5;//",
  `{{7*7}}$\{window.hacked=6}`,
  '<style>body{display:none}</style>',
  '<a href="https://example.com/" autofocus onfocus="alert(7)">x</a>',
  '\u202Eevil \uD83D cut \u0007 bell',
];
const HEADER = ['Id', 'Name', 'Gender', '<img src=y onerror="window.hacked=8">'];
const MAPPING = `version: 1 # <script>window.hacked = 9</script>
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: Name
  sex: { column: Gender, values: { Male: 1, Female: 2, "<b>Robot</b>": null } }
  crm_status: { const: 1 }
`;
const BAD_ROWS = 600;

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const lineOf = (cells: readonly string[]) => `${cells.map(cell).join(',')}\n`;

/** A run with 600 bad rows, each of whose texts tries to be markup. */
async function hostileRun(sandbox: Sandbox) {
  const folder = newFolder();
  const name = '<img src=z onerror=alert(10)>.csv';
  const rows = Array.from({ length: BAD_ROWS + 40 }, (_, index) => {
    const hostile = HOSTILE[index % HOSTILE.length] ?? '';
    if (index < 2) return [`P${index}`, `Person ${index}`, '<b>Robot</b>', hostile];
    if (index < 40) return [`P${index}`, `Person ${index}`, 'Male', hostile];
    if (index % 10 === 0) return [`P${index}`, '', 'Female', hostile];
    return [`P${index}`, `Person ${index}`, hostile, hostile];
  });
  writeFileSync(join(folder, name), [HEADER, ...rows].map(lineOf).join(''));
  writeFileSync(join(folder, 'map.yaml'), MAPPING);
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const result = await runCli(['import', name, '-m', 'map.yaml', '--out', 'out', '--json'], options);
  return { folder, path: join(folder, 'out', 'report.html'), result };
}

const browser = findBrowser();

describe.skipIf(browser === undefined)('report.html in a browser', () => {
  let sandbox: Sandbox;
  let running: Browser;
  let page: Page;
  let report = '';

  beforeAll(async () => {
    sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const { path, result } = await hostileRun(sandbox);
    expect(result.code, result.stderr).toBe(1);
    report = path;
    running = await startBrowser(browser ?? '');
    page = await running.newPage();
    await page.open(pathToFileURL(path).href);
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await sandbox?.close();
  });

  test('a profile shows hostile names and values as text, runs nothing of them and requests nothing', async () => {
    const folder = newFolder();
    const file = join(folder, '<b>x.csv');
    writeFileSync(
      file,
      [HOSTILE, HOSTILE.map((text) => `${text}!`), HOSTILE.map((text) => `${text}!`)].map(lineOf).join(''),
    );
    const output = join(folder, 'profile.html');
    await profileFile({ file, output });
    const profile = await running.newPage();
    await profile.open(pathToFileURL(output).href);
    expect(profile.requests).toEqual([pathToFileURL(output).href]);
    expect([profile.complaints, profile.dialogs]).toEqual([[], []]);
    const text = await profile.evaluate<string>('document.body.textContent');
    for (const value of HOSTILE.slice(0, -1)) expect(text).toContain(`${value}!`);
    expect(text).toContain('This page shows values of the file, customers’ data among them.');
    expect(await profile.evaluate('typeof window.hacked')).toBe('undefined');
    const strange = "document.querySelectorAll('img, script, iframe, main style, main b svg').length";
    expect(await profile.evaluate(strange)).toBe(0);
    // Each name in the table leads to its column.
    const links = "[...document.querySelectorAll('.overview a')].every((link) => document.querySelector(link.hash))";
    expect(await profile.evaluate(links)).toBe(true);
  });

  const shown = () =>
    page.evaluate<number>("[...document.querySelectorAll('#rows tbody tr')].filter((line) => !line.hidden).length");
  const found = () => page.evaluate<string>("document.getElementById('found').textContent");
  const type = (id: string, value: string) =>
    page.evaluate<void>(
      `{ const field = document.getElementById('${id}'); field.value = ${JSON.stringify(value)}; field.dispatchEvent(new Event('input', { bubbles: true })); }`,
    );

  test('requests nothing from the network and logs no errors', () => {
    expect(page.requests).toEqual([pathToFileURL(report).href]);
    expect(page.complaints).toEqual([]);
  });

  test('shows what cells hold, and executes none of it', async () => {
    const text = await page.evaluate<string>('document.body.textContent');
    for (const hostile of HOSTILE.slice(0, 8)) expect(text).toContain(hostile.slice(0, 30));
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined');
    expect(page.dialogs).toEqual([]);
    const strangers =
      "document.querySelectorAll('img, iframe, object, embed, form[action], [onerror], [onload], [style]').length";
    expect(await page.evaluate(strangers)).toBe(0);
    expect(
      await page.evaluate("document.querySelectorAll('script').length + document.querySelectorAll('style').length"),
    ).toBe(2);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('a')].every((a) => /^(#|errors\\.(csv|xlsx)$)/.test(a.getAttribute('href')))",
      ),
    ).toBe(true);
  });

  test('has a policy that allows only its own script and style', async () => {
    const before = page.complaints.length;
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 11' }))",
    );
    await page.evaluate(
      'document.body.insertAdjacentHTML(\'beforeend\', \'<p style="color: red" id=painted onclick="window.hacked = 12">x</p>\')',
    );
    await page.evaluate("document.getElementById('painted').click()");
    await page.evaluate("fetch('https://example.com/').catch(() => {})");
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined');
    expect(await page.evaluate("getComputedStyle(document.getElementById('painted')).color")).not.toBe(
      'rgb(255, 0, 0)',
    );
    expect(page.requests).toHaveLength(1);
    await page.evaluate("document.getElementById('painted').remove()");
    page.complaints.splice(before);
  });

  test('shows the first 500 rows, with search and filters', async () => {
    expect(await shown()).toBe(500);
    expect(await page.evaluate("document.querySelector('[aria-labelledby=errors]').textContent")).toContain(
      'The first 500 of 600',
    );
    await type('search', 'PERSON p477');
    expect(await found()).toBe('1 of 500 rows');
    expect(await page.evaluate("document.querySelector('#rows tbody tr:not([hidden]) th').textContent")).toBe('479');
    await type('search', 'onload IMG');
    expect(await shown()).toBeGreaterThan(0);
    await type('search', '');
    await type('cause', 'required · nick');
    expect(await shown()).toBe(50);
    await type('status', 'rejected');
    await type('search', 'P50');
    expect(await shown()).toBe(2);
    await page.evaluate("document.querySelector('#filter button').click()");
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    expect(await found()).toBe('500 rows');
  });

  test('lists the values that the mapping leaves out, as text', async () => {
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby=unsent] tbody td')].map(({ textContent }) => textContent)",
      ),
    ).toEqual(['2', 'Gender', '<b>Robot</b>', 'sex', '2']);
  });

  test('links a cause to its rows', async () => {
    await page.evaluate(
      "[...document.querySelectorAll('.causes a')].find(({ textContent }) => textContent === 'required').click()",
    );
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))');
    expect(await shown()).toBe(50);
    expect(await page.evaluate("document.getElementById('cause').value")).toBe('required · nick');
  });

  test.each([
    ['light', 'screen'],
    ['dark', 'screen'],
    ['dark', 'print'],
  ])('can be read in %s, on %s', async (scheme, media) => {
    await page.send('Emulation.setEmulatedMedia', {
      media,
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
    const worst = await page.evaluate<{ ratio: number; text: string }>(WORST_CONTRAST);
    expect(worst.ratio, worst.text).toBeGreaterThan(4.5);
    const isLight = await page.evaluate<boolean>(
      'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((part) => part > 200)',
    );
    expect(isLight).toBe(scheme === 'light' || media === 'print');
    await page.send('Emulation.setEmulatedMedia', { media: '', features: [] });
  });

  test('is accessible to people who cannot see it', async () => {
    const { nodes } = (await (async () => {
      await page.send('Accessibility.enable');
      return page.send('Accessibility.getFullAXTree');
    })()) as { nodes: { role?: { value: string }; name?: { value: string }; ignored: boolean }[] };
    const named = (role: string) =>
      nodes.filter((node) => !node.ignored && node.role?.value === role).map((node) => node.name?.value ?? '');
    expect(named('heading')).toEqual(
      expect.arrayContaining(['Causes', 'Row count check', 'Rows that did not succeed', 'The mapping']),
    );
    for (const role of ['searchbox', 'combobox', 'button', 'region']) {
      expect(named(role).length, role).toBeGreaterThan(0);
      expect(named(role)).not.toContain('');
    }
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('table')].every((table) => table.querySelector('thead th[scope=col]'))",
      ),
    ).toBe(true);
    expect(await page.evaluate("document.documentElement.lang + document.querySelectorAll('h1').length")).toBe('en1');
  });

  test('fits a small screen', async () => {
    await page.send('Emulation.setDeviceMetricsOverride', {
      width: 380,
      height: 800,
      deviceScaleFactor: 1,
      mobile: true,
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380);
    // No column is cut off: cells are stacked, each with its name.
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.scroll, .narrow')].filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth).map((each) => [each.ariaLabel, ...[...each.querySelectorAll('*')].filter((inner) => inner.getBoundingClientRect().right > each.getBoundingClientRect().right + 1).map((inner) => inner.outerHTML.slice(0, 90))].slice(0, 4))",
      ),
    ).toEqual([]);
    await page.send('Emulation.clearDeviceMetricsOverride');
  });
});

/** The lowest contrast between a text and its background, as WCAG computes it. */
const WORST_CONTRAST = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let worst = { ratio: 99, text: '' };
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('script, svg, option') || !element.checkVisibility()) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst.ratio) worst = { ratio, text: element.className + ': ' + element.textContent.slice(0, 60) };
  }
  return worst;
})()`;

describe('report.html', () => {
  test('shows a resumed run as one run, and contains no secret', async () => {
    // Slow enough for a chart, in which the resumption is marked.
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 60 });
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const rows = Array.from(
      { length: 120 },
      (_, index) => `P${index},Person ${index},${index < 60 ? 'Male' : 'Nobody'}\n`,
    );
    writeFileSync(join(folder, 'in.csv'), `Id,Name,Gender\n${rows.join('')}`);
    writeFileSync(join(folder, 'map.yaml'), MAPPING);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const first = await runCli(['import', 'in.csv', '-m', 'map.yaml', '--max-errors', '5', '--out', 'out'], options);
    expect(first.code, first.stderr).toBe(3);
    const before = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
    expect(before).toContain('Aborted');
    expect(before).toContain('sobot-etl resume');
    const second = await runCli(['resume', '--max-errors', '100%'], options);
    expect(second.code, second.stderr).toBe(1);
    const report = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
    expect(report).toMatch(/<th scope="row">read<\/th><td class="number">120<\/td>/);
    expect(report).toContain('resumed ');
    expect(report).toContain('60 of 120 rows succeeded');
    expect(report).toContain('identifiedBy: [partnerid]');
    for (const secret of [sandbox.appKey, sandbox.appId]) expect(report).not.toContain(`>${secret}<`);
  });

  test('includes the charts of a process that was killed', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const folder = workspace('known', 300);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--rate', '25', '--out', 'out'], options);
    // The metrics are stored every five seconds.
    await until(() => (sandbox.stats().byEndpoint.saveCustomer ?? 0) >= 170);
    child.kill('SIGKILL');
    await done;
    const { code, stderr } = await runCli(['resume', '--rate', '500'], options);
    expect(code, stderr).toBe(0);
    const report = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
    expect(report).toMatch(/class="moment".*resumed \d\d:\d\d/s);
    const seconds = [...report.matchAll(/<th scope="row">(?:(\d+) min )?([\d.]+) s<\/th>/g)].map(([, , each]) =>
      Number(each),
    );
    expect(Math.max(...seconds)).toBeGreaterThan(4.5);
  });
});
