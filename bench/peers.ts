/**
 * Measures other tools with the same files, as far as they are installed: reading 1,000,000 × 20 CSV and 200,000 × 20 XLSX to the last
 * row. Most of them check nothing, as the table says. Run it with: npm run build && node bench/peers.ts
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import readExcelFile from 'read-excel-file/node';
import xlsx from 'xlsx';
import { openWriter } from '../src/files/index.ts';
import { measureCli, serve } from './cli.ts';
import { median, print, ROUNDS, whole } from './figures.ts';
import { sampleColumns, sampleRows } from './files/sample-rows.ts';

const CSV_ROWS = Number(process.env['BENCH_CSV_ROWS'] ?? 1_000_000);
const XLSX_ROWS = Number(process.env['BENCH_XLSX_ROWS'] ?? 200_000);
/** The table shows orders of magnitude, so three rounds suffice. */
const TURNS = Math.min(3, ROUNDS);

/** Libraries of Node, each in a process of its own. */
const LIBRARIES: Readonly<Record<string, (file: string) => Promise<number>>> = {
  papaparse: (file) =>
    new Promise((resolve, reject) => {
      let rows = -1;
      papaparse.parse(createReadStream(file), {
        step: () => {
          rows += 1;
        },
        complete: () => resolve(rows),
        error: reject,
      });
    }),
  SheetJS: async (file) => {
    const book = xlsx.readFile(file, { dense: true });
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    return sheet === undefined ? 0 : xlsx.utils.sheet_to_json(sheet, { raw: false }).length;
  },
  'read-excel-file': async (file) => (await readExcelFile(file)).length - 1,
};

const OPENPYXL =
  'import sys,openpyxl\nws=openpyxl.load_workbook(sys.argv[1],read_only=True).worksheets[0]\nprint(sum(1 for _ in ws.iter_rows(values_only=True))-1)';

interface Peer {
  readonly name: string;
  readonly checks: string;
  readonly file: 'customers.csv' | 'customers.xlsx';
  /** How to call it: each command is tried if the installed version does not know the one before. */
  commands(file: string): readonly (readonly string[])[];
}

const node = (name: string) => (file: string) => [
  [process.execPath, '--max-old-space-size=12000', import.meta.filename, name, file],
];
const NOTHING = 'reads; checks nothing';

const PEERS: readonly Peer[] = [
  {
    name: 'mlr (Miller)',
    checks: 'reads, writes CSV',
    file: 'customers.csv',
    commands: (file) => [['mlr', '--icsv', '--ocsv', 'cat', file]],
  },
  {
    name: 'csvkit (csvcut)',
    checks: 'reads, writes CSV',
    file: 'customers.csv',
    commands: (file) => [['csvcut', '-c', '1-20', file]],
  },
  {
    name: 'csvkit (csvclean)',
    checks: 'row lengths',
    file: 'customers.csv',
    commands: (file) => [
      ['csvclean', '-a', file],
      ['csvclean', '-n', file],
    ],
  },
  { name: 'papaparse', checks: NOTHING, file: 'customers.csv', commands: node('papaparse') },
  { name: 'SheetJS', checks: NOTHING, file: 'customers.xlsx', commands: node('SheetJS') },
  { name: 'read-excel-file', checks: NOTHING, file: 'customers.xlsx', commands: node('read-excel-file') },
  {
    name: 'openpyxl (read only)',
    checks: NOTHING,
    file: 'customers.xlsx',
    commands: (file) => [
      ['python3', '-c', OPENPYXL, file],
      ['/usr/bin/python3', '-c', OPENPYXL, file],
    ],
  },
  { name: 'xlsx2csv', checks: 'reads, writes CSV', file: 'customers.xlsx', commands: (file) => [['xlsx2csv', file]] },
];

const OURS = 'maps to payloads, looks names up, checks types, limits, keys and damage, writes results';
const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  partnerid: Partner id\n  nick: Full name\n  email: Email\n  tel: Mobile\n  remark: Notes\n  liable_serviceid: { column: Owner, lookup: agent }\n  crm_status: { const: 2 }\ncustom:\n  Birthday: Birthday\n  Favourite fruit: Favourite fruit\n';

const [, , library, givenFile] = process.argv;
if (library !== undefined && givenFile !== undefined) print(String(await LIBRARIES[library]?.(givenFile)));
else await measureAll();

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const sandbox = await serve();
  const rowsOf = { 'customers.csv': CSV_ROWS, 'customers.xlsx': XLSX_ROWS } as const;
  try {
    writeFileSync(join(folder, 'map.yaml'), MAPPING);
    for (const [name, rows] of Object.entries(rowsOf)) {
      const format = name.endsWith('csv') ? 'csv' : 'xlsx';
      const writer = await openWriter(join(folder, name), { format, columns: sampleColumns });
      for (const batch of sampleRows(rows)) await writer.write(batch);
      await writer.commit();
    }
    print('| tool | file | rows/s | what it does |\n| --- | --- | --- | --- |');
    for (const file of ['customers.csv', 'customers.xlsx'] as const) {
      const rows = rowsOf[file];
      const seconds: number[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) {
        seconds.push(
          (await measureCli(['check', file, '-m', 'map.yaml', '--out', 'out'], folder, sandbox.url)).seconds,
        );
      }
      print(`| **sobot-etl check** | ${file} | ${whole(rows / median(seconds))} | ${OURS} |`);
      for (const peer of PEERS.filter((each) => each.file === file)) {
        print(`| ${peer.name} | ${file} | ${figureOf(peer, join(folder, file), rows)} | ${peer.checks} |`);
      }
    }
  } finally {
    sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figureOf(peer: Peer, file: string, rows: number): string {
  let figure = 'not installed here';
  for (const [program = '', ...args] of peer.commands(file)) {
    if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined) continue;
    const seconds = secondsOf(program, args);
    if (seconds !== undefined) return whole(rows / seconds);
    figure = 'ended with an error';
  }
  return figure;
}

/** Undefined if the program fails. */
function secondsOf(program: string, args: readonly string[]): number | undefined {
  const seconds: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const startedAt = performance.now();
    if (spawnSync(program, args, { stdio: 'ignore' }).status !== 0) return undefined;
    seconds.push((performance.now() - startedAt) / 1000);
  }
  return median(seconds);
}
