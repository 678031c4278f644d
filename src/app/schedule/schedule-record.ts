import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replacePrivateFile } from '../../files/index.ts';
import { createFolder } from '../../ledger/index.ts';

/** What `last-run.json` says of a job's last run. Times are ISO text. */
export interface LastRun {
  readonly job: string;
  /** When it was due; what was missed while nothing was running was due then, too. */
  readonly due: string;
  readonly started: string;
  readonly ended: string;
  readonly attempts: number;
  readonly exit_code: number;
  readonly command: readonly string[];
  readonly summary?: Readonly<Record<string, unknown>> | undefined;
  /** What it said at the end, where it did not end well. */
  readonly message?: string;
  readonly removed_files: readonly string[];
}

/** The folder that keeps what a job left. */
export function jobFolder(home: string, job: string): string {
  return join(home, 'schedule', job);
}

/** Where a job's last run is told. */
export function lastRunPath(home: string, job: string): string {
  return join(jobFolder(home, job), 'last-run.json');
}

/** The last run of a job; nothing where there was none, or its record cannot be read. */
export function readLastRun(home: string, job: string): LastRun | undefined {
  const path = lastRunPath(home, job);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LastRun;
  } catch {
    return undefined;
  }
}

export async function writeLastRun(home: string, run: LastRun): Promise<void> {
  createFolder(jobFolder(home, run.job), 0o700);
  await replacePrivateFile(lastRunPath(home, run.job), `${JSON.stringify(run, null, 2)}\n`);
}

/** The files that a job has made, the latest last. */
export function readMadeFiles(home: string, job: string): readonly string[] {
  try {
    const known: unknown = JSON.parse(readFileSync(madeFilesPath(home, job), 'utf8'));
    return Array.isArray(known) ? known.map(String) : [];
  } catch {
    return [];
  }
}

export async function writeMadeFiles(home: string, job: string, paths: readonly string[]): Promise<void> {
  createFolder(jobFolder(home, job), 0o700);
  await replacePrivateFile(madeFilesPath(home, job), `${JSON.stringify(paths, null, 2)}\n`);
}

function madeFilesPath(home: string, job: string): string {
  return join(jobFolder(home, job), 'files.json');
}
