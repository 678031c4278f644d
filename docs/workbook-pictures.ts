import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { importFile, planFile } from '../src/index.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';

// The pictures of a plan's workbook in the guide: `npm run picture` plans an edited copy of the sample customers on a sandbox and takes
// them anew. Needs LibreOffice and Ghostscript.

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
/** Pages of the printed workbook: A4, landscape, in points of 1/72 inch. */
const PAGE = { width: 842, height: 595 };
/** Which page of the workbook, and the part of it, in points from the upper left corner. */
const PICTURES = [
  { name: 'plan-summary.png', page: 1, left: 20, top: 28, width: 610, height: 290, pixelsPerPoint: 1.3 },
  { name: 'plan-changes.png', page: 2, left: 20, top: 28, width: 802, height: 190, pixelsPerPoint: 1.6 },
];
/** Calibri is not free; a font of the same look that every Linux has. */
const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>Calibri</string></test><edit name="family" mode="assign" binding="strong"><string>Liberation Sans</string></edit></match></fontconfig>`;

/** Rows of the sample file: those that the CRM has, and those of the file that is planned. */
const ROWS = { imported: 150, planned: 180 };
/** Names in letters that every machine has a font for. */
const LATIN = /^[\u0020-\u024f]*$/;
/** The edits of the file, each of every so many rows: the column, and what becomes of its cell. */
const EDITS: readonly (readonly [every: number, column: string, edit: (cell: string) => string])[] = [
  [3, 'Notes', () => 'prefers e-mail'],
  [4, 'Email', (cell) => cell.replace(/^.*@/, 'new@')],
  [5, 'Plan', (cell) => (cell === 'Free' ? 'Enterprise' : 'Free')],
  [7, 'Credit limit', () => '2,500.00'],
  [11, 'Birthday', () => '31/01/1990'],
];

type SampleRow = Record<string, string>;

const folder = mkdtempSync(join(tmpdir(), 'workbook-pictures-'));
const home = process.cwd();
try {
  await using sandbox = await startSandbox();
  // Paths are shown relative to the working folder.
  process.chdir(folder);
  await writePlanOfSample(sandbox);
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  writeFileSync(join(folder, 'fonts.conf'), FONTS);
  const env = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { stdio: 'ignore', cwd: folder, env });
  run('soffice', [profile, '--headless', '--convert-to', 'pdf', 'plan.xlsx']);
  for (const { name, page, left, top, width, height, pixelsPerPoint } of PICTURES) {
    run('gs', [
      '-q',
      '-dBATCH',
      '-dNOPAUSE',
      '-sDEVICE=png16m',
      '-dTextAlphaBits=4',
      '-dGraphicsAlphaBits=4',
      `-r${pixelsPerPoint * 72}`,
      '-dFIXEDMEDIA',
      `-dDEVICEWIDTHPOINTS=${width}`,
      `-dDEVICEHEIGHTPOINTS=${height}`,
      `-dFirstPage=${page}`,
      `-dLastPage=${page}`,
      `-sOutputFile=${join(images, name)}`,
      '-c',
      `<</PageOffset [${-left} ${PAGE.height - height - top}]>> setpagedevice`,
      '-f',
      'plan.pdf',
    ]);
  }
} finally {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
}

/** Imports some of the sample customers, edits the file, and plans it: `plan.xlsx`. */
async function writePlanOfSample({ url: baseUrl, appId, appKey }: Sandbox): Promise<void> {
  const connection = { baseUrl, appId, appKey, home: 'home' };
  const given = { file: 'customers.csv', mapping: 'customers.yaml' };
  copyFileSync(join(root, 'mappings', 'customers.yaml'), 'customers.yaml');
  const sample: SampleRow[] = parse(readFileSync(join(root, 'samples', 'customers.csv')), { columns: true });
  const rows = sample.filter((row) => Object.values(row).every((cell) => LATIN.test(cell)));
  const write = (written: readonly SampleRow[]) =>
    writeFileSync('customers.csv', stringify([...written], { header: true }));
  write(rows.slice(0, ROWS.imported));
  await importFile({ ...given, connection, out: 'before' });
  write(edited(rows.slice(0, ROWS.planned)));
  // Another ledger: this one knows whose telephone numbers were imported, and rejects the row that has that of another customer.
  await planFile({ ...given, connection: { ...connection, home: 'other', rate: 10 }, output: 'plan.xlsx' });
}

function edited(rows: readonly SampleRow[]): SampleRow[] {
  const changed = rows.map((row, index) => {
    const cells = EDITS.filter(([every]) => index % every === every - 1).map(([, column, edit]) => [
      column,
      edit(row[column] ?? '').replace('new@', `new.${row['Customer ID']}@`),
    ]);
    return { ...row, ...Object.fromEntries(cells) };
  });
  // One row has the telephone number of another customer, so that both match.
  const [first, second] = changed.filter(({ Mobile }) => Mobile !== '');
  if (first && second) first['Mobile'] = second['Mobile'] ?? '';
  return changed.filter((row) => row !== second);
}
