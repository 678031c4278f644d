/**
 * Measures `check` of 1,000,000 rows × 20 columns of CSV and 200,000 of XLSX, including lookups and custom fields, compared with
 * libraries that only read, in alternation; and its memory compared with a tenth of the rows. Each runs in a process of its own.
 * Run it with: npm run build && node bench/check.ts
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import exceljs from 'exceljs';
import xlsx from 'xlsx';
import { z } from 'zod';
import { openWriter } from '../src/files/index.ts';
import { type Measured, measureCli, serve } from './cli.ts';
import { hold, median, percent, print, ROUNDS, whole } from './figures.ts';
import { sampleColumns, sampleRows } from './files/sample-rows.ts';

const CSV_ROWS = Number(process.env['BENCH_CSV_ROWS'] ?? 1_000_000);
const XLSX_ROWS = Number(process.env['BENCH_XLSX_ROWS'] ?? 200_000);

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: Partner id
  nick: Full name
  email: { column: Email, transform: [lower] }
  tel: { column: Mobile, transform: [digits] }
  enterprise_name: Company
  remark: Notes
  lineids: LINE
  uname: Full name
  liable_serviceid: { column: Owner, lookup: agent }
  crm_status: { const: 2 }
custom:
  Birthday: Birthday
  Credit limit: Credit limit
  Favourite fruit: Favourite fruit
  Interests: Interests
  Plan: Plan
`;

/** Readers that map nothing and check little; each returns how many rows it read. */
const OTHERS: Readonly<Record<string, (file: string) => Promise<number>>> = {
  'csv-parse and zod': async (file) => {
    const row = z.object(Object.fromEntries(sampleColumns.map(({ name }) => [name, z.string().max(500)])));
    let rows = 0;
    for await (const record of createReadStream(file).pipe(parse({ columns: true }))) {
      row.parse(record);
      rows += 1;
    }
    return rows;
  },
  "exceljs's stream reader": async (file) => {
    let rows = -1;
    const reader = new exceljs.stream.xlsx.WorkbookReader(file, { sharedStrings: 'cache', worksheets: 'emit' });
    for await (const sheet of reader) for await (const _row of sheet) rows += 1;
    return rows;
  },
  SheetJS: async (file) => {
    const book = xlsx.readFile(file, { dense: true });
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    return sheet === undefined ? 0 : xlsx.utils.sheet_to_json(sheet, { raw: false }).length;
  },
};

const [, , contender, givenFile] = process.argv;
if (contender !== undefined && givenFile !== undefined) {
  const startedAt = performance.now();
  const rows = await OTHERS[contender]?.(givenFile);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ rows, seconds: (performance.now() - startedAt) / 1000, peakMb }));
} else await measureAll();

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const sandbox = await serve();
  try {
    writeFileSync(join(folder, 'map.yaml'), MAPPING);
    for (const [name, rows] of [
      ['many.csv', CSV_ROWS],
      ['few.csv', CSV_ROWS / 10],
      ['many.xlsx', XLSX_ROWS],
      ['few.xlsx', XLSX_ROWS / 10],
    ] as const) {
      const format = name.endsWith('csv') ? 'csv' : 'xlsx';
      const writer = await openWriter(join(folder, name), { format, columns: sampleColumns });
      for (const batch of sampleRows(rows)) await writer.write(batch);
      await writer.commit();
    }
    const csv = await compare(folder, sandbox.url, 'csv', CSV_ROWS, ['csv-parse and zod']);
    holdSpeed('CSV', CSV_ROWS, csv, { perSecond: 220_000, mb: 256, times: { 'csv-parse and zod': 0.75 } });
    const workbook = await compare(folder, sandbox.url, 'xlsx', XLSX_ROWS, ["exceljs's stream reader", 'SheetJS']);
    const times = { "exceljs's stream reader": 2, SheetJS: 1.5 };
    holdSpeed('XLSX', XLSX_ROWS, workbook, { perSecond: 70_000, mb: 350, times });
  } finally {
    sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Compared {
  readonly perSecond: readonly number[];
  readonly peakMb: readonly number[];
  readonly peakOfFewMb: readonly number[];
  /** Rows per second of the libraries. */
  readonly others: Readonly<Record<string, readonly number[]>>;
}

async function compare(
  folder: string,
  url: string,
  format: string,
  rows: number,
  others: readonly string[],
): Promise<Compared> {
  const ours: Measured[] = [];
  const few: Measured[] = [];
  const theirs: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of others) {
      theirs[name] = [...(theirs[name] ?? []), readAlone(name, join(folder, `many.${format}`))];
    }
    const check = async (file: string) => {
      const measured = await measureCli(['check', file, '-m', 'map.yaml', '--out', 'out'], folder, url);
      if (measured.summary.rows['rejected'] !== 0) throw new Error(JSON.stringify(measured.summary));
      return measured;
    };
    ours.push(await check(`many.${format}`));
    few.push(await check(`few.${format}`));
  }
  return {
    perSecond: ours.map(({ seconds }) => rows / seconds),
    peakMb: ours.map(({ peakMb }) => peakMb),
    peakOfFewMb: few.map(({ peakMb }) => peakMb),
    others: theirs,
  };
}

/** Rows per second of one of the libraries, without its start-up time. */
function readAlone(name: string, file: string): number {
  const output = execFileSync(process.execPath, ['--max-old-space-size=8192', import.meta.filename, name, file], {
    encoding: 'utf8',
  });
  const { rows, seconds, peakMb } = JSON.parse(output) as { rows: number; seconds: number; peakMb: number };
  print(`${name}: ${whole(rows / seconds)} rows/s, ${whole(peakMb)} MB`);
  return rows / seconds;
}

function holdSpeed(
  format: string,
  rows: number,
  { perSecond: rates, peakMb: peaks, peakOfFewMb: peaksOfFew, others }: Compared,
  wanted: { readonly perSecond: number; readonly mb: number; readonly times: Readonly<Record<string, number>> },
): void {
  const what = `check of ${whole(rows)} × 20 ${format}`;
  const [perSecond, peakMb, peakOfFewMb] = [median(rates), median(peaks), median(peaksOfFew)];
  hold({
    what,
    measured: `${whole(perSecond)} rows/s, ${peakMb.toFixed(0)} MB`,
    target: `≥ ${whole(wanted.perSecond)} rows/s, ≤ ${wanted.mb} MB`,
    met: perSecond >= wanted.perSecond && peakMb <= wanted.mb,
    series: { unit: 'rows/s', better: 'more', values: rates },
  });
  for (const [name, times] of Object.entries(wanted.times)) {
    const theirs = others[name] ?? [];
    const ratios = rates.map((rate, round) => rate / (theirs[round] ?? Number.POSITIVE_INFINITY));
    const ratio = median(ratios);
    hold({
      what: `${what} beside ${name} alone`,
      measured: `${ratio.toFixed(2)} × its ${whole(median(theirs))} rows/s`,
      target: `≥ ${times} ×`,
      met: ratio >= times,
      series: { unit: '×', better: 'more', values: ratios },
    });
  }
  hold({
    what: `memory of ${what}, against a tenth of the rows`,
    measured: `${(peakMb / peakOfFewMb).toFixed(2)} × (${percent(peakMb / peakOfFewMb - 1)} more)`,
    target: '≤ 1.15 ×',
    met: peakMb <= peakOfFewMb * 1.15,
    series: { unit: '×', better: 'less', values: peaks.map((peak, round) => peak / (peaksOfFew[round] ?? 0)) },
  });
}
