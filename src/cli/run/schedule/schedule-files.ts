import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { wallClock } from '../../../export/decode/wall-clock.ts';

/** What decides how the files of a job are named. */
interface JobFiles {
  readonly name: string;
  readonly args: readonly string[];
  /** Relative paths begin here. */
  readonly folder: string;
  readonly timezone: string;
  readonly keep?: number | undefined;
}

/** What stands in arguments for the time of a run, and what it looks like once it is filled in. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  datetime: '\\d{4}-\\d{2}-\\d{2}T\\d{6}',
  date: '\\d{4}-\\d{2}-\\d{2}',
  month: '\\d{4}-\\d{2}',
  time: '\\d{6}',
};
const OUTPUT_FLAGS = ['-o', '--output', '--out'];

/** The arguments of a run that begins at a time, placeholders filled in by the job's time zone. */
export function filledArguments({ args, timezone, name }: JobFiles, nowMs: number): string[] {
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

/** The file name pattern of a job's output, where it changes from run to run. */
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

/** Removes the oldest files of a job's pattern, so that `keep` stay. Their names tell their age. Answers what was removed. */
export function removeOldFiles(job: JobFiles): string[] {
  const pattern = job.keep === undefined ? undefined : outputPattern(job);
  if (!pattern || job.keep === undefined || !existsSync(pattern.folder)) return [];
  const found = readdirSync(pattern.folder).filter((name) => pattern.file.test(name));
  const old = found.sort().reverse().slice(job.keep);
  for (const name of old) rmSync(join(pattern.folder, name), { force: true });
  return old;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
