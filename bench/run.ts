/** `npm run bench`: runs every measurement in a process of its own and writes the results to bench/results.md. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { type Figure, print, ROUNDS } from './figures.ts';

/** What is measured, and by which script. */
const MEASUREMENTS: readonly (readonly [what: string, script: string])[] = [
  ['Start', 'start.ts'],
  ['Import over a slow line', 'import.ts'],
  ['Import on loopback', 'loopback.ts'],
  ['Import under a rate', 'throttled.ts'],
  ['Mapping alone', 'mapping.ts'],
  ['Checking files', 'check.ts'],
  ['Profiling files', 'profile.ts'],
  ['Reading CSV', 'files/read-csv.ts'],
  ['Reading XLSX', 'files/read-xlsx.ts'],
  ['Writing files', 'files/write.ts'],
  ['Export', 'export.ts'],
  ['Ledger', 'ledger.ts'],
  ['Mirror', 'mirror.ts'],
  ['Receiving pushes', 'listen.ts'],
  ['The sandbox itself', 'sandbox-throughput.ts'],
  ['Other tools', 'peers.ts'],
];

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const only = process.argv[2];
const sections: string[] = [];
const figures: Figure[] = [];
let failed = 0;

for (const [what, script] of MEASUREMENTS) {
  if (only && !script.startsWith(only)) continue;
  print(`\n${what}`);
  const child = fork(path(script), { execArgv: ['--expose-gc'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
    process.stdout.write(String(chunk));
  });
  child.on('message', (figure: Figure) => figures.push(figure));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) failed += 1;
  const lines = output.trim().split('\n');
  const text = lines.map((line) => (line.startsWith('|') ? line : `- ${line}`)).join('\n');
  sections.push(`## ${what}\n\n${text}\n${code === 0 ? '' : `\nEnded with exit code ${code}.\n`}`);
  // Results are kept even if a later measurement fails.
  if (!only) writeResults();
}

print(`\n${table()}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Formats the file for the linter, which checks every file here. */
function writeResults(): void {
  writeFileSync(path('results.md'), results());
  execFileSync(path('../node_modules/.bin/biome'), ['format', '--write', path('results.md')], { stdio: 'ignore' });
}

function table(): string {
  return [
    '| figure | target | measured | met |',
    '| --- | --- | --- | --- |',
    ...figures.map(
      ({ what, target, measured, met }) => `| ${what} | ${target} | ${measured} | ${met ? 'yes' : '**no**'} |`,
    ),
  ].join('\n');
}

function results(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const all: Record<string, string> = { ...packageJson.dependencies, ...packageJson.devDependencies };
  const versions = ['ky', 'undici', 'csv-parse', 'exceljs', 'zod', 'hono', 'autocannon'].map(
    (name) => `${name} ${all[name]}`,
  );
  const head = `# Measurements\n\n${new Date().toISOString().slice(0, 10)} on ${machine}; ${versions.join(', ')}. Written by \`npm run bench\`: ${ROUNDS === 1 ? 'one measurement each' : `medians of ${ROUNDS} measurements`}. Compare ratios rather than absolute figures.\n`;
  return `${head}\n${sections.join('\n')}\n## Targets\n\n${table()}\n`;
}
