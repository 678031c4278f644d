import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { wallClock } from '../../export/index.ts';
import { replacePrivateFile } from '../../files/index.ts';
import { createFolder } from '../../ledger/index.ts';
import type { NotificationResult } from '../../notify/index.ts';
import { stateFolderName } from '../profile-store.ts';

/** The properties of a job that determine the names of its files. */
interface JobFiles {
  readonly name: string;
  readonly args: readonly string[];
  /** The folder that relative paths start from. */
  readonly folder: string;
  readonly timezone: string;
  readonly keep?: number | undefined;
}

/** Placeholders for the time of a run, and the pattern of their values. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  datetime: '\\d{4}-\\d{2}-\\d{2}T\\d{6}',
  date: '\\d{4}-\\d{2}-\\d{2}',
  month: '\\d{4}-\\d{2}',
  time: '\\d{6}',
};
const OUTPUT_FLAGS = ['-o', '--output', '--out'];

/** The arguments of a run that begins at a time, with placeholders replaced in the job's time zone. */
export function fillPlaceholders({ args, timezone, name }: JobFiles, nowMs: number): string[] {
  const shown = wallClock(timezone)(Math.floor(nowMs / 1000));
  const [date, clock] = [shown.slice(0, 10), shown.slice(11, 19).replaceAll(':', '')];
  const values: Readonly<Record<string, string>> = {
    datetime: `${date}T${clock}`,
    date,
    month: date.slice(0, 7),
    time: clock,
    job: name,
  };
  return args.map((arg) =>
    arg.replace(/\{(\w+)\}/g, (given, word: string) => (Object.hasOwn(values, word) ? (values[word] ?? given) : given)),
  );
}

/** The file name pattern of a job's output, if it changes from run to run. */
export function outputPattern({
  args,
  folder,
  name,
}: Pick<JobFiles, 'args' | 'folder' | 'name'>): { folder: string; file: RegExp } | undefined {
  const output = outputOf(args);
  if (output === undefined) return undefined;
  const path = resolve(folder, output.replaceAll('{job}', name));
  const file = basename(path);
  if (!/\{(datetime|date|month|time)\}/.test(file)) return undefined;
  const parts = file.split(/(\{\w+\})/).map((part) => PLACEHOLDERS[part.slice(1, -1)] ?? literal(part));
  return { folder: dirname(path), file: new RegExp(`^${parts.join('')}$`) };
}

function outputOf(args: readonly string[]): string | undefined {
  const joined = args.map((arg) => /^(?:--output|--out|-o)=(.*)$/.exec(arg)?.[1]).find((value) => value !== undefined);
  return joined ?? args[args.findIndex((arg) => OUTPUT_FLAGS.includes(arg)) + 1 || args.length];
}

/**
 * Removes the oldest files of a job, so that `keep` of them stay. Only files that the job recorded are removed, in the order in
 * which it wrote them, whatever their names: never the latest one, and never a file that the job did not write. Returns the names of the
 * removed files, and the paths that stay recorded.
 */
export function removeOldFiles(
  { keep, folder }: Pick<JobFiles, 'keep' | 'folder'>,
  made: readonly string[],
): { readonly removed: string[]; readonly left: string[] } {
  const there = made.map((path) => resolve(folder, path)).filter(isFile);
  const paths = there.filter((path, index) => there.lastIndexOf(path) === index);
  if (keep === undefined) return { removed: [], left: paths };
  const old = paths.slice(0, Math.max(0, paths.length - keep));
  const removed = old.filter((path) => {
    try {
      rmSync(path);
      return true;
    } catch {
      // The removal is tried again after the next run.
      return false;
    }
  });
  return { removed: removed.map((path) => basename(path)), left: paths.filter((path) => !removed.includes(path)) };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The content of `last-run.json`: a job's last run. Times are ISO text. */
export interface LastRun {
  readonly job: string;
  /** When it was due, even if it was missed then and run later. */
  readonly due: string;
  readonly started: string;
  readonly ended: string;
  readonly attempts: number;
  readonly exit_code: number;
  readonly command: readonly string[];
  readonly summary?: Readonly<Record<string, unknown>> | undefined;
  /** The end of its messages, if it failed. */
  readonly message?: string;
  readonly removed_files: readonly string[];
  /** What became of its notifications. */
  readonly notifications?: readonly NotificationResult[];
}

/** The folder of a job's records. */
export function jobFolder(home: string, job: string): string {
  return join(home, 'schedule', stateFolderName(job));
}

/** The path of the record of a job's last run. */
function lastRunPath(home: string, job: string): string {
  return join(jobFolder(home, job), 'last-run.json');
}

/** The last run of a job; undefined if there is none, or its record cannot be read. */
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

/** The files that a job has written, the latest last. */
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
