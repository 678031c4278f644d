import { runFilePaths } from '../../import/run-files.ts';
import { Ledger, RUN_STAGES, type StoredRun } from '../../ledger/index.ts';
import { parseMapping } from '../../mapping/index.ts';
import { counted } from '../../words/counted.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type ConnectionFlags, homeFolder } from '../settings.ts';
import { shellLine } from '../shell-line.ts';
import { createTerminal, type ProgressMode } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { resumeExport } from './export/resume-export.ts';
import { importFile } from './import/import-file.ts';
import type { ImportFlags } from './import/import-flags.ts';
import { roundTripExtension } from './import/round-trip-extension.ts';
import type { RunSettings } from './import/run-record.ts';
import { doSteps, findRuns, type PlanStepHooks, planOf } from './plan/plan-runs.ts';
import { resumedTagging } from './tag/tag-extension.ts';

/** Flags that are not given are as they were when the run began. */
export type ResumeFlags = { readonly [Name in keyof ConnectionFlags]?: ConnectionFlags[Name] | undefined } & {
  readonly run?: string | undefined;
  readonly resendInDoubt: boolean;
  readonly maxErrors?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly progress?: ProgressMode | undefined;
};

/** For runs of an older sobot-etl, which kept less. */
const DEFAULTS = {
  changedOnly: false,
  onDuplicate: 'reject',
  concurrency: CONNECTION_FLAGS.concurrency.default,
  maxAttempts: CONNECTION_FLAGS['max-attempts'].default,
  timeout: CONNECTION_FLAGS.timeout.default,
  outagePatience: CONNECTION_FLAGS['outage-patience'].default,
} as const;

/** Goes on with a run: same file, the mapping as it was, the settings that it was started with. */
export async function runResume(flags: ResumeFlags): Promise<number> {
  const run = findRun(flags);
  const plan = planOf(run);
  // To resend rows in doubt is a matter of their own step.
  if (!plan || flags.resendInDoubt) return resumeOne(run, flags);
  const ledger = new Ledger(homeFolder(flags.home, process.env));
  const told = { terminal: createTerminal(flags), json: flags.json, home: flags.home };
  try {
    return await doSteps(ledger, plan, told, (step, hooks) => resumeOne(step, { ...flags, json: false }, hooks));
  } finally {
    ledger.close();
  }
}

async function resumeOne(run: StoredRun, flags: ResumeFlags, hooks?: PlanStepHooks): Promise<number> {
  const { account: _, plan: __, header: ___, ...kept } = run.settings as RunSettings;
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  if (run.command === 'export') return resumeExport(run, given, process.env);
  const mapping = await parseMapping(run.mappingText, run.mapping);
  const settings: ImportFlags = {
    ...DEFAULTS,
    ...kept,
    ...(process.env['SOBOT_BASE_URL'] && { baseUrl: process.env['SOBOT_BASE_URL'] }),
    ...(given as Partial<ConnectionFlags> & Omit<ResumeFlags, keyof ConnectionFlags | 'run'>),
    file: run.input,
    mapping: run.mapping,
    dryRun: false,
  };
  const extension =
    hooks?.extension ?? (run.command === 'tag' ? resumedTagging : await roundTripExtension(settings, mapping));
  return importFile(
    {
      command: run.command === 'tag' ? 'tag' : 'import',
      flags: settings,
      mapping,
      resumed: run,
      resendInDoubt: flags.resendInDoubt,
      ...(extension && { extension }),
      beforeEnd: hooks?.beforeEnd,
    },
    createTerminal(flags),
  );
}

function findRun({ run: id, home, resendInDoubt }: ResumeFlags): StoredRun {
  const ledger = new Ledger(homeFolder(home, process.env));
  try {
    return id === undefined ? newestIdle(ledger, resendInDoubt) : namedRun(ledger, id, resendInDoubt);
  } finally {
    ledger.close();
  }
}

function newestIdle(ledger: Ledger, resendInDoubt: boolean): StoredRun {
  let live: StoredRun | undefined;
  for (const run of ledger.runs.resumable(resendInDoubt)) {
    if (!ledger.isLive(run.id)) return run;
    live ??= run;
  }
  throw new UsageError(
    live
      ? `Run ${live.id} is still going on in another process, and no other run waits to be gone on with. List them with: sobot-etl runs`
      : `No run waits to be gone on with${resendInDoubt ? ', and none has rows in doubt' : hintOfDoubt(ledger)}. List them with: sobot-etl runs`,
  );
}

/** Without rows left to send there may be rows to send again. */
function hintOfDoubt(ledger: Ledger): string {
  const [run] = ledger.runs.resumable(true);
  return run ? `, but run ${run.id} has rows in doubt; to send those again: sobot-etl resume --resend-in-doubt` : '';
}

function namedRun(ledger: Ledger, id: string, resendInDoubt: boolean): StoredRun {
  const found = findRuns(ledger, id);
  // Of a plan any step will do that is not at its end.
  const run = found.find(({ stage }) => RUN_STAGES[stage].resumable) ?? (found.at(-1) as StoredRun);
  if (RUN_STAGES[run.stage].resumable) return run;
  if (run.command === 'export')
    throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); export again for a new file`);
  const inDoubt = ledger.runs.counts(run).in_doubt ?? 0;
  if (resendInDoubt && inDoubt > 0) return run;
  const left =
    inDoubt > 0
      ? `${counted(inDoubt, 'row is', 'rows are')} in doubt; to send again: sobot-etl resume ${run.id} --resend-in-doubt`
      : run.stage === 'completed'
        ? 'nothing is left to do'
        : `to send its mended rows: ${shellLine(['sobot-etl', 'import', runFilePaths(run.outDir).errors, '-m', run.mapping])}`;
  throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); ${left}`);
}
