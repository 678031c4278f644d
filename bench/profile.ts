/**
 * Measures `profile` of 1,000,000 rows × 20 columns of CSV: of a customer list, and of a file in which every cell is different, which
 * takes the most memory. Each runs in a process of its own. Run it with: npm run build && node bench/profile.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OutColumn, type OutValue, openWriter } from '../src/files/index.ts';
import { measureCli } from './cli.ts';
import { hold, median, ROUNDS, whole } from './figures.ts';
import { sampleColumns, sampleRows } from './files/sample-rows.ts';

const ROWS = Number(process.env['BENCH_CSV_ROWS'] ?? 1_000_000);
const COLUMNS = sampleColumns.length;
const MAX_PEAK_MB = 300;
const MIN_ROWS_PER_SECOND = 20_000;

const FILES: Readonly<Record<string, readonly [columns: readonly OutColumn[], rows: Generator<OutValue[][]>]>> = {
  'a customer list': [sampleColumns, sampleRows(ROWS)],
  'all cells different': [
    Array.from({ length: COLUMNS }, (_none, at) => ({ name: `Column ${at + 1}` })),
    differentRows(ROWS),
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
try {
  for (const [what, [columns, rows]] of Object.entries(FILES)) {
    const writer = await openWriter(join(folder, 'file.csv'), { format: 'csv', columns });
    for (const batch of rows) await writer.write(batch);
    await writer.commit();
    const measured = [];
    for (let round = 0; round < ROUNDS; round += 1) measured.push(await measureCli(['profile', 'file.csv'], folder));
    const perSecond = median(measured.map(({ seconds }) => ROWS / seconds));
    const peakMb = median(measured.map((each) => each.peakMb));
    hold({
      what: `profile of ${whole(ROWS)} × ${COLUMNS} CSV, ${what}`,
      measured: `${whole(perSecond)} rows/s, ${peakMb.toFixed(0)} MB`,
      target: `≥ ${whole(MIN_ROWS_PER_SECOND)} rows/s, ≤ ${MAX_PEAK_MB} MB`,
      series: { unit: 'MB', better: 'less', values: measured.map((each) => each.peakMb) },
      met: perSecond >= MIN_ROWS_PER_SECOND && peakMb <= MAX_PEAK_MB,
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Rows of texts, addresses, numbers and telephone numbers, each of which occurs once. */
function* differentRows(count: number): Generator<OutValue[][]> {
  const value = (row: number, column: number): string => {
    if (column % 4 === 0) return `u${row}x${column}@mail${row % 977}.example`;
    if (column % 4 === 1) return String(row * 37 + column);
    if (column % 4 === 2) return `+861${String(row * COLUMNS + column).padStart(10, '0')}`;
    return `Text ${row} of column ${column}`;
  };
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: Math.min(1000, count - from) }, (_none, index) =>
      Array.from({ length: COLUMNS }, (_cell, column) => value(from + index, column)),
    );
  }
}
