import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { counted } from '../../words/counted.ts';
import type { RunReporter } from '../reporter.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** What a file was like when an export had written it. */
export interface WrittenState {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

const ALL_RUNS = 1_000_000;

/** What the files of an export are like, so that a later one knows them again. */
export function writtenStates(paths: readonly string[]): WrittenState[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [{ path: resolve(path), bytes: found.size, modifiedMs: found.mtimeMs }] : [];
  });
}

/**
 * Asks before files are replaced that no export wrote, or that somebody has changed since: a list of customers that is about to be
 * imported, a mapping, an export with edits in it. Errors: `UsageError` where nobody is there to ask, or the answer is no.
 */
export async function confirmReplace(
  { ledger }: Session,
  paths: readonly string[],
  {
    isAgreed: mayReplace,
    reporter,
    agreed = [],
  }: {
    readonly isAgreed: boolean;
    readonly reporter: RunReporter;
    /** What was agreed to when the run began that is gone on with. */
    readonly agreed?: readonly WrittenState[] | undefined;
  },
): Promise<void> {
  const there = writtenStates(paths);
  if (there.length === 0 || mayReplace) return;
  const known = new Map<string, WrittenState>();
  for (const { command, summary } of ledger.runs.list(ALL_RUNS).toReversed()) {
    const written = command === 'export' ? (summary as { written?: WrittenState[] } | undefined)?.written : undefined;
    for (const state of written ?? []) known.set(state.path, state);
  }
  const foreign = there.filter((found) => ![known.get(found.path), ...agreed].some((state) => isSame(found, state)));
  if (foreign.length === 0) return;
  const names = foreign.map(({ path }) => path).join(' and ');
  const why = foreign.every(({ path }) => known.has(path))
    ? `was changed after an export had written it`
    : `was not written by an export`;
  const what = `${names} ${why}, and would be replaced (${counted(foreign[0]?.bytes ?? 0, 'byte')})`;
  if (!reporter.confirm) {
    throw new UsageError(`${what}. Nothing was exported: give another file with -o, or --yes to replace it`);
  }
  const isAgreed = await reporter.confirm({ details: [], question: `${what}. Replace it?` });
  if (!isAgreed) throw new UsageError('Nothing was exported.');
}

function isSame(one: WrittenState, other: WrittenState | undefined): boolean {
  return one.path === other?.path && one.bytes === other.bytes && one.modifiedMs === other.modifiedMs;
}
