/** `npm run bench`: runs every measurement in a process of its own and writes what they say to bench/results.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What is measured, and by which script. */
const MEASUREMENTS: readonly (readonly [what: string, script: string])[] = [
  ['Import over a slow line', 'import.ts'],
  ['Mapping alone', 'mapping.ts'],
  ['Reading and writing files', 'files/run.ts'],
  ['Ledger', 'ledger.ts'],
  ['Export', 'export.ts'],
  ['The sandbox itself', 'sandbox-throughput.ts'],
];

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const only = process.argv[2];
const sections: string[] = [];

for (const [what, script] of MEASUREMENTS) {
  if (!existsSync(path(script)) || (only && !script.startsWith(only))) continue;
  process.stdout.write(`\n${what}\n`);
  const child = spawn(process.execPath, ['--expose-gc', path(script)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
    process.stdout.write(String(chunk));
  });
  const [code] = (await once(child, 'close')) as [number | null];
  sections.push(
    `## ${what}\n\n${output
      .trim()
      .split('\n')
      .map((line) => `- ${line}`)
      .join('\n')}\n${code === 0 ? '' : `\nEnded with exit code ${code}.\n`}`,
  );
}

if (!only) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const head = `# Measurements\n\n${new Date().toISOString().slice(0, 10)} on ${machine}. Written by \`npm run bench\`; these machines are shared, so trust ratios more than figures.\n`;
  writeFileSync(path('results.md'), `${head}\n${sections.join('\n')}`);
}
