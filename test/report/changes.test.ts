import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { emptyRowCounts } from '../../src/import/record/counters.ts';
import type { ReportInput } from '../../src/report/index.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { newFolder } from '../support/run-cli.ts';
import { findBrowser, startBrowser } from './browser.ts';

type Changes = NonNullable<ReportInput['changes']>;

const HOSTILE = '<img src=x onerror="window.hacked = 1">';

function reportWith(changes: Changes | undefined): string {
  return renderReport({
    summary: {
      run: '7f3a',
      command: 'import',
      target: 'customer',
      status: 'completed',
      rows: { ...emptyRowCounts(), read: 3, updated: 3 },
      requests: { sent: 3, retried: 0, throttled: 0 },
      duration_ms: 900,
      rows_per_second: 3,
      causes: [],
      detected: {},
      notices: [],
      files: { report: 'report.html' },
    },
    input: 'customers.csv',
    mapping: { path: 'customers.yaml', text: '' },
    startedAt: 0,
    endedAt: 900,
    errors: [],
    header: [],
    samples: [],
    settings: [],
    remediationFor: () => '',
    changes,
  });
}

function cells(count: number): Changes['cells'] {
  return Array.from({ length: count }, (_none, at) => ({
    row: at + 2,
    key: `P${at + 2}`,
    name: `Person ${at + 2}`,
    field: 'E-mail',
    before: at === 0 ? '' : `old-${at}@example.com`,
    after: at === 1 ? HOSTILE : `new-${at}@example.com`,
  }));
}

const sectionOf = (report: string): string =>
  /<section aria-labelledby="changes">[\s\S]*?<\/section>/.exec(report)?.[0] ?? '';

describe('"What changed" in a report', () => {
  test('shows each cell as it was and as it was sent', () => {
    const section = sectionOf(reportWith({ cells: cells(3), total: 3 }));
    expect(section).toContain('3 cells, as they were and as they were sent.');
    expect(section).toContain('<span class="cell before"><span class="aside">blank</span></span>');
    expect(section).toContain('<span class="cell before">old-2@example.com</span>');
    expect(section).toContain('<span class="cell after">new-2@example.com</span>');
    expect(section).toContain('&#60;img src=x onerror=');
    expect(section).not.toContain('<img');
  });

  test('shows the first 500 cells and how many there are', () => {
    const section = sectionOf(reportWith({ cells: cells(700), total: 12_345 }));
    expect(section).toContain('The first 500 of 12,345 cells');
    expect(section).toContain('492 more cells');
    expect(section.match(/<span class="cell after">/g)).toHaveLength(500);
  });

  test('is absent where nothing changed', () => {
    expect(sectionOf(reportWith(undefined))).toBe('');
    expect(sectionOf(reportWith({ cells: [], total: 0 }))).toBe('');
  });

  const browser = findBrowser();
  test.skipIf(browser === undefined)('fits a small screen, and runs nothing that a cell holds', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'report.html');
    const long = { row: 9, field: 'Remark', before: 'x'.repeat(400), after: 'two\nlines' };
    writeFileSync(path, reportWith({ cells: [long, ...cells(40)], total: 41 }));
    await using running = await startBrowser(browser ?? '');
    const page = await running.newPage();
    await page.send('Emulation.setDeviceMetricsOverride', {
      width: 380,
      height: 800,
      deviceScaleFactor: 1,
      mobile: true,
    });
    await page.open(pathToFileURL(path).href);
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('#changes ~ .scroll')].filter((each) => each.scrollWidth > each.clientWidth).length",
      ),
    ).toBe(0);
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined');
    expect(page.complaints).toEqual([]);
  });
});
