import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions } from '../../app/connection.ts';
import { profileNames } from '../../app/profile-store.ts';
import { homeFolder } from '../../app/settings.ts';
import type { Ledger, StoredRun } from '../../ledger/index.ts';
import type { Command } from '../define-command.ts';

/** A word that may come next, and what it means. */
export interface CompletionCandidate {
  readonly value: string;
  readonly describe: string;
}

/** The flags and words on the command line so far, after the name of the command. */
interface Given {
  readonly words: readonly string[];
  readonly positionals: readonly string[];
}

type Source = (given: Given, command: Command) => CompletionCandidate[] | Promise<CompletionCandidate[]>;

/** The sources of candidates, by the name of the flag or positional. */
const SOURCES: Readonly<Record<string, Source>> = {
  stream: streamNames,
  target: targetNames,
  run: runIds,
  plan: runIds,
  profile: (given) =>
    profileNames(homeFolder(flagsOf(given).home, process.env)).map((value) => ({
      value,
      describe: 'stored credentials',
    })),
  once: jobNames,
  where: filterNames,
  action: async (_, command) => [
    { value: 'show', describe: 'the details of one' },
    ...(command.name === 'streams' ? await streamNames() : []),
    ...(command.name === 'targets' ? await targetNames() : []),
  ],
};

/** Values for which a file may be given, too: apply takes the workbook of a plan, or its id. */
export const VALUES_OR_FILES: readonly string[] = ['plan'];

/** The candidates for a value; undefined if the value has no source, empty if the source fails. */
export async function candidatesFor(
  name: string,
  command: Command,
  given: Given,
): Promise<CompletionCandidate[] | undefined> {
  try {
    return await SOURCES[name]?.(given, command);
  } catch {
    return [];
  }
}

async function streamNames(): Promise<CompletionCandidate[]> {
  const { streams } = await import('../../streams/index.ts');
  return [...streams.values()].map(({ name, summary }) => ({ value: name, describe: summary }));
}

async function targetNames(): Promise<CompletionCandidate[]> {
  const { targets } = await import('../../targets/index.ts');
  return [...targets.values()].map(({ name, summary }) => ({ value: name, describe: summary }));
}

const MAX_RUNS = 50;

/** The commands whose runs write, so that they can be read back or taken back. */
const WRITING_COMMANDS: readonly string[] = ['import', 'tag', 'apply', 'undo'];

/** Commands whose runs are repeated instead of resumed. */
const READING_COMMANDS: readonly string[] = ['plan', 'verify'];

/** Which runs a command takes, if not any. `isCutShort`: the run can be resumed, or has to be repeated. */
const TAKEN_RUNS: Readonly<
  Record<string, (run: StoredRun, ledger: Ledger, isCutShort: boolean) => boolean | Promise<boolean>>
> = {
  resume: ({ command }, _, isCutShort) => isCutShort && !READING_COMMANDS.includes(command),
  apply: ({ command }, _, isCutShort) => command === 'plan' && !isCutShort,
  verify: ({ command }) => WRITING_COMMANDS.includes(command),
  undo: async (run, ledger) => WRITING_COMMANDS.includes(run.command) && (await ledger.changes(run).count()) > 0,
};

/** The newest runs that the command takes. */
async function runIds(given: Given, { name }: Command): Promise<CompletionCandidate[]> {
  const { ledgerSettings, withLedger } = await import('../../app/open-ledger.ts');
  const settings = ledgerSettings({ ...flagsOf(given), env: process.env });
  // Completion must not create a ledger, nor wait for a server.
  if (settings.ledger !== undefined || !existsSync(join(settings.home, 'ledger.db'))) return [];
  const { RUN_STATUSES } = await import('../../ledger/index.ts');
  const isTaken = TAKEN_RUNS[name] ?? (() => true);
  return withLedger(settings, async (ledger) => {
    const candidates: CompletionCandidate[] = [];
    for (const run of await ledger.runs.list(MAX_RUNS)) {
      const { id, status, command, target } = run;
      if (!(await isTaken(run, ledger, RUN_STATUSES[status].resumable))) continue;
      candidates.push({ value: id, describe: `${command} ${target}, ${status.replaceAll('_', ' ')}` });
    }
    return candidates;
  });
}

/** The jobs in the jobs file on the command line. */
async function jobNames({ positionals: [path] }: Given): Promise<CompletionCandidate[]> {
  if (path === undefined) return [];
  const { loadJobs } = await import('../../app/schedule/schedule-jobs.ts');
  return (await loadJobs(path)).map(({ name, expression }) => ({ value: name, describe: expression }));
}

/** The filters of the stream on the command line; `tag` reads the customers. */
async function filterNames({ positionals: [stream = ''] }: Given, { name }: Command): Promise<CompletionCandidate[]> {
  const { streams } = await import('../../streams/index.ts');
  const { describeStream } = await import('../../streams/describe-stream.ts');
  const found = streams.get(name === 'tag' ? 'customers' : stream);
  if (!found) return [];
  const { filters, filter_words: words = {} } = describeStream(found);
  return [
    ...Object.entries(words).map(([word, stands]) => ({ value: `${word}=`, describe: stands })),
    ...filters.map((each) => ({ value: `${each.name}=`, describe: each.description })),
  ];
}

/** The flags on the command line that say which ledger is used. */
function flagsOf({ words }: Given): Pick<ConnectionOptions, 'home' | 'ledger' | 'profile'> {
  const given = (flag: string) => {
    const at = words.indexOf(flag);
    return at < 0 ? undefined : words[at + 1];
  };
  return { home: given('--home'), ledger: given('--ledger'), profile: given('--profile') };
}
