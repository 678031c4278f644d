import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { parseScript, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder, sandboxEnv } from '../support/run-cli.ts';
import { writeShellCommand } from '../support/shell-command.ts';
import { type Step, stepsOf } from './console-blocks.ts';

/** A guide with the files its reader has. `mayFail`: rows of the sample are wrong on purpose, so that exit code 1 is right, too. */
const guides: readonly {
  readonly path: string;
  readonly mayFail?: true;
  prepare(folder: string, run: Run): Promise<unknown> | undefined;
}[] = [
  { path: 'README.md', mayFail: true, prepare: withSamples },
  { path: 'README.zh-CN.md', mayFail: true, prepare: withSamples },
  { path: 'docs/check-a-tenant.md', prepare: () => undefined },
  { path: 'docs/migrate-customers.md', prepare: withExport },
  { path: 'docs/prepare-files.md', prepare: withExport },
  { path: 'docs/lists-and-countries.md', prepare: withGuests },
  { path: 'docs/exports.md', prepare: () => undefined },
  { path: 'docs/mirror.md', prepare: () => undefined },
  { path: 'docs/schedule-exports.md', prepare: () => undefined },
  { path: 'docs/bulk-tagging.md', prepare: withFair },
  { path: 'docs/watch-a-run.md', prepare: withMistake },
  { path: 'docs/fix-and-reimport.md', prepare: withMistake },
  { path: 'docs/change-safely.md', prepare: withChanges },
  { path: 'docs/rows-in-doubt.md', prepare: withCompanies },
  { path: 'docs/troubleshooting.md', prepare: () => undefined },
];

/** A guide has many commands. */
const GUIDE_MS = 180_000;

describe('every command in the guides works', () => {
  test.each(guides)('in $path', { timeout: GUIDE_MS }, async ({ path, mayFail, prepare }) => {
    await using sandbox = await startSandbox({ customers: 30 });
    const steps = stepsOf(readFileSync(inCheckout(path), 'utf8'));
    expect(steps.some(({ kind }) => kind === 'run')).toBe(true);
    const workspace = await newWorkspace(sandbox);
    await prepare(workspace.folder, (line) => shell(line, workspace));
    const ids = new Map<string, string>();
    for (const step of steps) {
      if (step.kind === 'run-id') ids.set(step.shown, runIn(join(workspace.folder, step.folder)));
      else await perform(withIds(step, ids), workspace, mayFail ?? false);
    }
  });
});

/** Runs a line in a shell. */
type Run = (line: string) => Promise<unknown>;

interface Workspace {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly env: Record<string, string>;
}

/** A folder with `npx` and `sobot-etl` on the path, which both run the built command. */
async function newWorkspace(sandbox: Sandbox): Promise<Workspace> {
  const folder = newFolder();
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  await writeShellCommand(bin, { npx: 'shifted', 'sobot-etl': 'first' });
  const env = { ...sandboxEnv(sandbox, folder), PATH: `${bin}:${process.env['PATH']}`, HOME: folder };
  return { folder, sandbox, env };
}

function runIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { run: string }).run;
}

/** The step with the ids of this test's runs in place of those that the guide shows. */
function withIds(step: GuideStep, ids: ReadonlyMap<string, string>): GuideStep {
  if (step.kind !== 'run') return step;
  return { ...step, line: [...ids].reduce((line, [shown, id]) => line.replaceAll(shown, id), step.line) };
}

type GuideStep = Exclude<Step, { kind: 'run-id' }>;

async function perform(step: GuideStep, workspace: Workspace, mayFail: boolean): Promise<void> {
  const { folder, sandbox } = workspace;
  if (step.kind === 'write') return writeFileSync(join(folder, step.path), step.text);
  if (step.kind === 'edit') return editWorkbook(join(folder, step.path), step);
  if (step.kind === 'fault') return sandbox.setFaults({}, parseScript(step.script));
  // A sandbox is already running, and this package needs no registry.
  if (/sobot-etl sandbox .*&$|^npm install/.test(step.line)) return;
  const { line } = step;
  const { code, output } = await shell(line, workspace);
  const expected = step.exitCode !== undefined ? [step.exitCode] : mayFail ? [0, 1] : [0];
  expect(expected, `$ ${line}\n${output}`).toContain(code);
}

/** Corrects cells as a person would in a spreadsheet program. */
async function editWorkbook(path: string, { from, to, place }: Extract<Step, { kind: 'edit' }>): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  let edits = 0;
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.text !== from || (place !== undefined && place !== `${sheet.name}!${cell.address}`)) return;
        cell.value = to;
        edits += 1;
      }),
    ),
  );
  expect(edits).toBeGreaterThan(0);
  await workbook.xlsx.writeFile(path);
}

function shell(line: string, { folder, env }: Workspace): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', line], { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(child.exitCode ?? -1), output: stdout + stderr });
    });
    child.stdin?.end();
  });
}

/** The first lines of a file of the checkout. */
function firstLines(path: string, count: number): string {
  return `${readFileSync(inCheckout(path), 'utf8').split('\n').slice(0, count).join('\n')}\n`;
}

function withSamples(folder: string): undefined {
  cpSync(inCheckout('mappings'), join(folder, 'mappings'), { recursive: true });
  mkdirSync(join(folder, 'samples'));
  writeFileSync(join(folder, 'samples', 'customers.csv'), firstLines('samples/customers.csv', 120));
  writeFileSync(join(folder, 'people.csv'), firstLines('samples/customers.csv', 30));
  copyFileSync(inCheckout('samples/enterprise.csv'), join(folder, 'companies.csv'));
  copyFileSync(inCheckout('mappings/enterprise.yaml'), join(folder, 'companies.yaml'));
  copyFileSync(inCheckout('mappings/customers.yaml'), join(folder, 'people.yaml'));
}

function withExport(folder: string): undefined {
  copyFileSync(inCheckout('test/fixtures/headers/hubspot.csv'), join(folder, 'export.csv'));
  writeFileSync(join(folder, 'companies.csv'), 'Account,Company\nA-1,Harbour & Sons\nA-2,Exe Gardens\n');
  writeFileSync(join(folder, 'people.csv'), 'Name,Email,Account\nPriya Shah,priya@harbour.example,A-1\n');
}

/** The guests of the guide's own table, as a file. */
function withGuests(folder: string): undefined {
  const lines = readFileSync(inCheckout('docs/lists-and-countries.md'), 'utf8').split('\n');
  const cells = lines
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  writeFileSync(join(folder, 'guests.csv'), cells.map((row) => `${row.join(',')}\n`).join(''));
}

function withFair(folder: string, run: Run): Promise<unknown> {
  const rows = ['Name,Email,Tags,Owner', 'Ana,ana@fair.example,Trial,Li Na', 'Bo,bo@fair.example,Event/Berlin,Li Na'];
  writeFileSync(join(folder, 'fair.csv'), `${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'customers.yaml'), customersMapping);
  return run('sobot-etl import fair.csv -m customers.yaml');
}

/** Customers who are in the CRM already, and a file that changes some of them. */
async function withChanges(folder: string, run: Run): Promise<void> {
  const before = ['Ana,ana@fair.example,+49 30 901820,', 'Bo,bo@fair.example,,call back', 'Cleo,cleo@fair.example,,'];
  const after = [
    'Ana Roth,ana@fair.example,0049 30 901820,',
    'Bo,bo@fair.example,+49 89 233000,prefers e-mail',
    'Cleo,cleo@fair.example,,',
    'Dan,dan@fair.example,,met at the fair',
  ];
  const write = (rows: readonly string[]) =>
    writeFileSync(join(folder, 'customers.csv'), `${['Name,Email,Mobile,Note', ...rows].join('\n')}\n`);
  const [mapping] = stepsOf(readFileSync(inCheckout('docs/change-safely.md'), 'utf8'));
  if (mapping?.kind !== 'write') throw new Error('the guide begins with its mapping');
  writeFileSync(join(folder, mapping.path), mapping.text);
  write(before);
  await run(`sobot-etl import customers.csv -m ${mapping.path}`);
  write(after);
}

const customersMapping = `version: 1
target: customer
fields:
  nick: Name
  email: Email
  liable_serviceid: { column: Owner, lookup: agent }
  crm_status: { const: follow-up }
`;

function withMistake(folder: string): undefined {
  const rows = ['Name,Email,Owner', 'Ana,ana@fair.example,Li Na', 'Bo,bo@fair.example,Nobody'];
  writeFileSync(join(folder, 'customers.csv'), `${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'customers.yaml'), customersMapping);
}

function withCompanies(folder: string): undefined {
  copyFileSync(inCheckout('samples/enterprise.csv'), join(folder, 'companies.csv'));
  copyFileSync(inCheckout('mappings/enterprise.yaml'), join(folder, 'companies.yaml'));
}
