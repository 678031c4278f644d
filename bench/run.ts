/**
 * `npm run bench` runs every measurement in a process of its own; `npm run bench -- import check` only those whose scripts begin so.
 * The results are kept in bench/results.json, of which bench/results.md is made. `--compare` says what moved since the last results.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { compareResults, type Section } from './compare-results.ts';
import { type Figure, print, ROUNDS } from './figures.ts';

/** What is measured, and by which script. Those in `BY_NAME` take so long that they run only when they are named. */
const MEASUREMENTS: readonly (readonly [what: string, script: string])[] = [
  ['Start', 'start.ts'],
  ['Import over a slow line', 'import.ts'],
  ['Import on loopback', 'loopback.ts'],
  ['Import under a rate', 'throttled.ts'],
  ['Mapping alone', 'mapping.ts'],
  ['Checking files', 'check.ts'],
  ['Profiling files', 'profile.ts'],
  ['Planning', 'plan.ts'],
  ['Reading CSV', 'files/read-csv.ts'],
  ['Reading XLSX', 'files/read-xlsx.ts'],
  ['Writing files', 'files/write.ts'],
  ['Export', 'export.ts'],
  ['Ledger', 'ledger.ts'],
  ['One ledger, many workers', 'team.ts'],
  ['Mirror', 'mirror.ts'],
  ['Receiving pushes', 'listen.ts'],
  ['The sandbox itself', 'sandbox-throughput.ts'],
  ['Other tools', 'peers.ts'],
  ['Growth', 'growth.ts'],
];
const BY_NAME: readonly string[] = ['growth.ts'];

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { compare: { type: 'boolean', default: false } },
});
const before = readSections();
const measured: Section[] = [];
let failed = 0;

for (const [title, script] of MEASUREMENTS) {
  const isNamed = names.some((name) => script.startsWith(name));
  if (!isNamed && (names.length > 0 || BY_NAME.includes(script))) continue;
  print(`\n${title}`);
  const section = await measure(title, script);
  // A measurement that failed is shown above, and replaces nothing.
  if (!section) failed += 1;
  else {
    measured.push(section);
    // Results are kept even if a later measurement fails.
    write(merged());
  }
}

print(`\n${table(measured)}`);
if (flags.compare) print(`\nBeside the last results:\n${compareResults(before, measured).join('\n')}`);
process.exitCode = failed > 0 ? 1 : 0;

async function measure(title: string, script: string): Promise<Section | undefined> {
  const child = fork(path(script), { execArgv: ['--expose-gc'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const figures: Figure[] = [];
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
    process.stdout.write(String(chunk));
  });
  child.on('message', (figure: Figure) => figures.push(figure));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) return undefined;
  const day = new Date().toISOString().slice(0, 10);
  return { title, day, rounds: BY_NAME.includes(script) ? 1 : ROUNDS, lines: output.trim().split('\n'), figures };
}

/** The last results, with those that were measured now in their places. */
function merged(): Section[] {
  const all = new Map([...before, ...measured].map((section) => [section.title, section]));
  return MEASUREMENTS.flatMap(([title]) => all.get(title) ?? []);
}

function readSections(): Section[] {
  const file = path('results.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Section[]) : [];
}

/** Formats both files for the linter, which checks every file here. */
function write(sections: readonly Section[]): void {
  const files = [path('results.json'), path('results.md')] as const;
  writeFileSync(files[0], JSON.stringify(sections, undefined, 2));
  writeFileSync(files[1], results(sections));
  execFileSync(path('../node_modules/.bin/biome'), ['format', '--write', ...files], { stdio: 'ignore' });
}

function table(sections: readonly Section[]): string {
  return [
    '| figure | target | measured | met |',
    '| --- | --- | --- | --- |',
    ...sections
      .flatMap(({ figures }) => figures)
      .map(
        ({ what, target, measured: value, met }) => `| ${what} | ${target} | ${value} | ${met ? 'yes' : '**no**'} |`,
      ),
  ].join('\n');
}

function results(sections: readonly Section[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const all: Record<string, string> = { ...packageJson.dependencies, ...packageJson.devDependencies };
  const versions = ['ky', 'undici', 'csv-parse', 'exceljs', 'zod', 'hono', 'autocannon'].map(
    (name) => `${name} ${all[name]}`,
  );
  const head = `# Measurements\n\nOn ${machine}; ${versions.join(', ')}. Written by \`npm run bench\`; the figures of every round are in \`results.json\`. Compare ratios rather than absolute figures.\n`;
  return `${head}\n${sections.map(sectionText).join('\n')}\n## Targets\n\n${table(sections)}\n`;
}

function sectionText({ title, day, rounds, lines }: Section): string {
  const text = lines.map((line) => (line.startsWith('|') ? line : `- ${line}`)).join('\n');
  return `## ${title}\n\n${day}, ${rounds === 1 ? 'one measurement each' : `medians of ${rounds} measurements`}.\n\n${text}\n`;
}
