import { rmSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { wallClock } from '../../export/decode/wall-clock.ts';

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

/**
 * Removes the oldest files that a job has made, so that `keep` of those that are still there stay. Only what the job remembers to have
 * made is removed, in the order in which it was made, whatever the names say: never the latest, nor anybody else's file. Answers
 * the names of what was removed, and what is left to remember.
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
      // It is tried again after the next run.
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
