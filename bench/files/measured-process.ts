import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROUNDS } from '../figures.ts';

/** The time and memory of one contender, in a process of its own. */
interface Figure {
  readonly rows: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/** The contenders by name; each does its work and returns the number of rows. */
export type Contenders = Readonly<Record<string, (folder: string) => Promise<number>>>;

const runs = Math.min(3, ROUNDS);

/**
 * Runs each contender three times in a process of its own, prints the median of rows/s and the highest peak of memory. The
 * calling script is run again as the child, with the contender's name.
 */
export async function compare(
  script: string,
  prepare: (folder: string) => Promise<void>,
  contenders: Contenders,
): Promise<void> {
  const [name, folder] = process.argv.slice(2);
  if (name !== undefined && folder !== undefined) {
    const start = performance.now();
    const rows = await (contenders[name] as Contenders[string])(folder);
    const figure: Figure = {
      rows,
      seconds: (performance.now() - start) / 1000,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
    process.stdout.write(JSON.stringify(figure));
    return;
  }
  const temporary = mkdtempSync(join(tmpdir(), 'bench-files-'));
  try {
    await prepare(temporary);
    for (const each of Object.keys(contenders))
      process.stdout.write(`${summary(each, measure(script, each, temporary))}\n`);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function measure(script: string, name: string, folder: string): Figure[] {
  return Array.from(
    { length: runs },
    () =>
      JSON.parse(execFileSync(process.execPath, [fileURLToPath(script), name, folder], { encoding: 'utf8' })) as Figure,
  );
}

function summary(name: string, figures: readonly Figure[]): string {
  const seconds =
    figures.map((figure) => figure.seconds).sort((left, right) => left - right)[Math.floor(runs / 2)] ?? 0;
  const rows = figures[0]?.rows ?? 0;
  const peak = Math.max(...figures.map(({ peakMb }) => peakMb));
  const perSecond = Math.round(rows / seconds).toLocaleString('en');
  return `${name.padEnd(44)} ${rows.toLocaleString('en').padStart(9)} rows ${seconds.toFixed(2).padStart(7)} s ${perSecond.padStart(9)} rows/s ${peak.toFixed(0).padStart(5)} MB`;
}
