import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PlannedCell, writePlanWorkbook } from '../src/change/index.ts';

// The pictures of a plan's workbook in the guide: `npm run picture` takes them anew. Needs LibreOffice and Ghostscript.

const images = fileURLToPath(new URL('images', import.meta.url));
/** Pages of the printed workbook: A4, landscape, in points of 1/72 inch. */
const PAGE = { width: 842, height: 595 };
/** Which page of the workbook, and the part of it, in points from the upper left corner. */
const PICTURES = [
  { name: 'plan-summary.png', page: 1, left: 20, top: 28, width: 610, height: 290, pixelsPerPoint: 1.3 },
  { name: 'plan-changes.png', page: 2, left: 20, top: 28, width: 802, height: 190, pixelsPerPoint: 1.5 },
];
/** Calibri is not free; a font of the same look that every Linux has. */
const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>Calibri</string></test><edit name="family" mode="assign" binding="strong"><string>Liberation Sans</string></edit></match></fontconfig>`;

const PEOPLE = ['Grace Hopper', 'Ada Lovelace', 'Alan Turing', 'Emmy Noether', 'Carl Friedrich Gauß', 'Hypatia'];
const FIELDS: readonly (readonly [field: string, fieldId: string, before: string, after: string])[] = [
  ['E-mail', 'email', 'old@example.com', 'new@example.com'],
  ['Telephone', 'tel', '', '+49 30 901820'],
  ['Company', 'enterpriseid', '', 'Example Ltd'],
  ['Tag "VIP"', 'tag:7d20', '', 'yes'],
  ['Postcode', 'custom:4c11', '1069', '01069'],
  ['Remark', 'remark', 'call back', 'prefers e-mail'],
];

const folder = mkdtempSync(join(tmpdir(), 'workbook-pictures-'));
try {
  const path = join(folder, 'plan.xlsx');
  await writePlanWorkbook(path, {
    id: '7f3a2c81',
    facts: [
      ['File', 'customers.csv'],
      ['Mapping', 'customers.yaml'],
      ['CRM', 'https://sg.sobot.io'],
      ['State of the local copy', '2026-03-04 10:20:30'],
      ['Rows read', 1250],
      ['Customers to create', 118],
      ['Customers to change', 604],
      ['Cells to change', 1311],
      ['Unchanged', 521],
      ['Ambiguous', 3],
      ['Rejected', 4],
      ['Calls to apply it', 1326],
      ['Time at 10 requests a second', '2 min 13 s'],
      ['Next', 'sobot-etl apply plan.xlsx'],
    ],
    changes: Array.from({ length: 14 }, (_none, at): PlannedCell => {
      const [field, fieldId, before, after] = FIELDS[(at * 5) % FIELDS.length] ?? ['', '', '', ''];
      const person = Math.floor(at / 2);
      const name = PEOPLE[person % PEOPLE.length] ?? '';
      return {
        row: 2 + person * 3,
        key: `C-${10_400 + person * 37}`,
        name,
        id: `c4e${person}90`,
        field,
        fieldId,
        before,
        after,
      };
    }),
    createdFields: [],
    created: [],
    ambiguous: [],
    rejected: [],
  });
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  writeFileSync(join(folder, 'fonts.conf'), FONTS);
  const env = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { stdio: 'ignore', cwd: folder, env });
  run('soffice', [profile, '--headless', '--convert-to', 'pdf', path]);
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
  rmSync(folder, { recursive: true, force: true });
}
