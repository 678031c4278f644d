import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InspectedChunkFormat, openWriter } from '../../src/files/index.ts';
import { RunStopped } from '../../src/import/run-guards.ts';
import { MappingThreads } from '../../src/import/source/file-source.ts';
import { parseMapping } from '../../src/mapping/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { seededRandom } from '../files/support/seeded-random.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { runToEnd } from './importing.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  email: { column: Email, transform: [email] }
  crm_status: { const: 2 }
  liable_serviceid: { column: Owner, lookup: agent }
  remark: { expr: 'Name & " " & Owner' }
custom:
  Favourite fruit: { column: Fruit, values: { Pebble: null }, otherwise: keep }
  Credit limit: Limit
`;
const RULES = `where: Fruit != "Stone"
rules:
  - { field: nick, unique: true, level: warn }
  - { column: Id, unique: true, message: each id once }
  - { column: Limit, max: 7900 }
  - { field: Credit limit, match: '^[1-9]', level: warn }
  - { column: Owner, required-if: '$contains(Email, "5")', message: somebody in charge }
`;
const HEADER = ['Id', 'Name', 'Email', 'Owner', 'Fruit', 'Limit', 'Filler'];
const EXPRESSION = /^ {2}remark.*\n/m;

/** Fills rows with what cannot be packed, so that few make a large file. */
const FILLER = Array.from({ length: 640 }, (_, at) => createHash('sha512').update(String(at)).digest('hex')).join('');
const FILLED = 1000;
const filler = (at: number) => FILLER.slice((at * FILLED) % 80_000).slice(0, FILLED);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Rows of which some have every kind of problem. */
function* sampleRows(count: number): Generator<string[]> {
  const random = seededRandom(seed);
  const odd = (usual: string, ...others: string[]) =>
    random() < 0.04 ? (others[Math.floor(random() * others.length)] as string) : usual;
  for (let at = 0; at < count; at++) {
    yield [
      odd(`K${at}`, 'K7', `K${Math.floor(random() * at)}`, ''),
      odd(`Person ${at}`, '', 'MÃ¼ller', 'two\nlines', 'say "hi"'),
      odd(`p${at}@example.com`, 'nobody', "'=1+1"),
      odd('Li Na', 'Nobody', 'Somebody else', '#REF!'),
      odd('Apple', 'Stone', 'Pebble', ''),
      odd(String(at), 'much', '12345678901234567'),
      filler(at),
    ];
  }
}

/** Checks a file with several threads, and again in order, as `--limit` does. Everything except times and names must be the same. */
async function checkBothWays(folder: string, file: string) {
  const [together, inOrder] = [
    await runToEnd(['check', file, '-m', 'map.yaml', '--out', 'together'], sandbox, folder),
    await runToEnd(['check', file, '-m', 'map.yaml', '--out', 'in-order', '--limit', '9999999'], sandbox, folder),
  ];
  const reported = ({ summary, code }: typeof together) => {
    const { run, files, duration_ms, ...rest } = summary as typeof summary & { run: string; duration_ms: number };
    const texts = ['results.csv', 'errors.csv'].map((name) => readFileSync(join(dirname(files.results), name), 'utf8'));
    return { code, ...rest, texts };
  };
  expect(reported(together), `seed ${seed}`).toEqual(reported(inOrder));
  return together.summary;
}

/** Rows of which some share telephones and addresses with others, in several spellings, or have placeholders. */
function* alikeRows(count: number): Generator<string> {
  const random = seededRandom(seed);
  const other = (at: number) => Math.floor(random() * at);
  for (let at = 0; at < count; at++) {
    const [kind, rare] = [random(), random()];
    const own = 13_000_000_000 + at;
    const tel =
      kind < 0.012
        ? `+86 ${13_000_000_000 + other(at)}`
        : kind < 0.04
          ? (['NULL', '-', '123456789'][at % 3] ?? '')
          : own;
    const email = rare < 0.012 ? ` P${other(at)}@X.co` : rare < 0.04 ? 'none@none.com' : `p${at}@x.co`;
    const shared = at % 35 === 34 ? '021-55556667' : tel;
    yield `K${at},Person ${at},${shared},${email},${filler(at)}\n`;
  }
}

describe('a check by several threads reports the same as by one', () => {
  test.each([
    ['with lookups and custom fields', MAPPING.replace(EXPRESSION, ''), ''],
    ['with expressions and rules, for which each row is waited', `${MAPPING}${RULES}`, ''],
    [
      'up to a row whose quotes tell nothing of those after it',
      MAPPING.replace(EXPRESSION, ''),
      'K,"open" quote,,,,,\n',
    ],
  ])('%s', async (_what, mapping, oddLine) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'map.yaml'), mapping);
    const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const lines = [...sampleRows(8000)].map((row) => `${row.map(quoted).join(',')}\n`);
    lines.splice(7000, 0, oddLine);
    writeFileSync(join(folder, 'in.csv'), `${HEADER.join(',')}\n${lines.join('')}`);
    expect(statSync(join(folder, 'in.csv')).size, 'enough for several threads').toBeGreaterThan(8_000_000);
    const { rows } = await checkBothWays(folder, 'in.csv');
    expect(rows.rejected).toBeGreaterThan(500);
  });

  test('of a workbook', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'map.yaml'), MAPPING.replace(EXPRESSION, ''));
    const columns = HEADER.map((name) => ({ name, kind: 'text' as const }));
    const writer = await openWriter(join(folder, 'in.xlsx'), { format: 'xlsx', columns });
    await writer.write([...sampleRows(6000)]);
    await writer.commit();
    expect(statSync(join(folder, 'in.xlsx')).size, 'enough for several threads').toBeGreaterThan(1_500_000);
    const { rows } = await checkBothWays(folder, 'in.xlsx');
    expect(rows.rejected).toBeGreaterThan(500);
  });
});

test('says how far an interrupted check came', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), MAPPING.replace(EXPRESSION, ''));
  writeFileSync(
    join(folder, 'in.csv'),
    `${HEADER.join(',')}\n${`K,Li Na,a@b.de,Li Na,,,${'x'.repeat(50)}\n`.repeat(200_000)}`,
  );
  const args = ['check', 'in.csv', '-m', 'map.yaml', '--json', '--on-duplicate', 'all'];
  const { child, done } = startCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
  child.stderr?.once('data', () => child.kill('SIGINT'));
  const { code, stdout } = await done;
  const { status, rows } = JSON.parse(stdout) as { status: string; rows: Record<string, number> };
  expect({ code, status }).toEqual({ code: 130, status: 'interrupted' });
  expect(rows['read']).toBeLessThan(200_000);
  expect(rows['read']).toBe((rows['skipped'] ?? 0) + (rows['pending'] ?? 0));
});

test('checks a large file even when the system allows no threads', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), MAPPING.replace(EXPRESSION, ''));
  writeFileSync(
    join(folder, 'in.csv'),
    `${HEADER.join(',')}\n${`K,Li Na,a@b.de,Li Na,,,${'x'.repeat(FILLED)}\n`.repeat(8000)}`,
  );
  expect(statSync(join(folder, 'in.csv')).size, 'enough for several threads').toBeGreaterThan(8_000_000);
  const env = { ...sandboxEnv(sandbox, folder), NODE_OPTIONS: '--permission --allow-fs-read=* --allow-fs-write=*' };
  const args = ['check', 'in.csv', '-m', 'map.yaml', '--json', '--on-duplicate', 'all'];
  const { code, stdout, stderr } = await runCli(args, { cwd: folder, env });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', rows: { read: 8000, skipped: 8000 } });
});

test('reports a thread that stops by itself, and does not wait for its chunks', async () => {
  const mapping = parseMapping(
    'version: 1\ntarget: customer\nfields:\n  nick: Name\n  crm_status: { const: 1 }\n',
    'map.yaml',
  );
  const content = { ...mapping.content, target: 'nothing' };
  const form = {
    cells: {
      format: 'csv',
      delimiter: ',',
      rowPattern: { width: 1, firstHolds: undefined, firstShapes: [], columns: [], trimsBlanks: false },
      unescapes: true,
      markedColumns: [],
    },
    profile: { columns: [], usuallyFilled: 0 },
  };
  const order = {
    form: { ...form, by: { header: ['Name'], accept: false, exactDigits: false } } as InspectedChunkFormat,
    mapping: { path: 'map.yaml', text: '', content },
    header: ['Name'],
    inputPath: 'in.csv',
    customDefinitions: [],
    identity: undefined,
  };
  const lookups = { now: () => 0, resolver: () => Promise.reject(new Error('none')), customFields: async () => [] };
  const helpers = new MappingThreads(1, order, lookups);
  try {
    const failure = await new Promise((resolve) => {
      const ask = () => {
        const answer = helpers.map('Li Na\n', 0);
        if (answer === undefined) setImmediate(ask);
        else answer.catch(resolve);
      };
      ask();
    });
    expect(failure).toBeInstanceOf(RunStopped);
    expect(String(failure)).toMatch(
      /was reading in\.csv stopped \(there is no target nothing\).*run the same command again/,
    );
  } finally {
    await helpers.close();
  }
});

test('reports the same with several threads for rows that share identifying values', {
  timeout: 240_000,
}, async () => {
  const folder = newFolder();
  const mapping = MAPPING.slice(0, MAPPING.indexOf('  email'));
  writeFileSync(join(folder, 'map.yaml'), `${mapping}  tel: Phone\n  email: Email\n  crm_status: { const: 2 }\n`);
  writeFileSync(join(folder, 'in.csv'), `Id,Name,Phone,Email,Filler\n${[...alikeRows(8000)].join('')}`);
  expect(statSync(join(folder, 'in.csv')).size, 'enough for several threads').toBeGreaterThan(8_000_000);
  const { rows, ...summary } = await checkBothWays(folder, 'in.csv');
  expect(rows.rejected).toBeGreaterThan(100);
  expect(summary).toMatchObject({
    collisions: { rows: rows.rejected },
    damage: { counts: { placeholder: expect.any(Number) } },
  });
});
