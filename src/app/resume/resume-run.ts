import { existsSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/exit-code.ts';
import { CONNECTION_FLAGS } from '../../cli/flags.ts';
import { printSummary } from '../../cli/print/print-summary.ts';
import { createTerminal, type ProgressMode } from '../../cli/terminal.ts';
import { errorsWorkbookPath, runFilePaths } from '../../import/run-files.ts';
import type { ImportSummary } from '../../import/summary.ts';
import { Ledger, RUN_STAGES, type StoredRun } from '../../ledger/index.ts';
import { parseMapping } from '../../mapping/index.ts';
import { commandLine } from '../command-line.ts';
import { resumeExport } from '../export/resume-export.ts';
import { createMissingExtension } from '../import/create-missing.ts';
import { joined } from '../import/import-extension.ts';
import { importFile } from '../import/import-file.ts';
import type { ImportFlags } from '../import/import-flags.ts';
import type { ImportRequest } from '../import/import-request.ts';
import { nextStep } from '../import/next-step.ts';
import { withSource } from '../import/open-input.ts';
import { roundTripExtension } from '../import/round-trip-extension.ts';
import type { RunSettings } from '../import/run-record.ts';
import { doSteps, findRuns, type PlanStepHooks, planOf } from '../plan/plan-runs.ts';
import { type ConnectionFlags, type Environment, homeFolder } from '../settings.ts';
import { resumedTagging } from '../tag/tag-extension.ts';
import { UsageError } from '../usage-error.ts';

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
  const { run, onlyDoubts } = findRun(flags, process.env);
  if (onlyDoubts) return tellDoubts(run, flags);
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
  if (run.command === 'export') return resumeExport(run, givenOf(flags), process.env);
  return importFile(await resumedRequest(run, flags, process.env, hooks), createTerminal(flags));
}

function givenOf(flags: ResumeFlags): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

/** What a run goes on with: its file, its mapping as it was, and its settings, unless others are given. */
export async function resumedRequest(
  run: StoredRun,
  flags: ResumeFlags,
  env: Environment,
  hooks?: PlanStepHooks,
): Promise<ImportRequest> {
  const { account: _, plan: __, header: ___, source = {}, ...kept } = run.settings as RunSettings;
  const mapping = withSource(await parseMapping(run.mappingText, run.mapping), source);
  const settings: ImportFlags = {
    ...DEFAULTS,
    ...kept,
    ...source,
    ...(env['SOBOT_BASE_URL'] && { baseUrl: env['SOBOT_BASE_URL'] }),
    ...(givenOf(flags) as Partial<ConnectionFlags> & Omit<ResumeFlags, keyof ConnectionFlags | 'run'>),
    file: run.input,
    mapping: run.mapping,
    dryRun: false,
  };
  const extension =
    run.command === 'tag'
      ? resumedTagging
      : joined(
          hooks?.extension ?? (await roundTripExtension(settings, mapping)),
          createMissingExtension(settings, mapping),
        );
  return {
    command: run.command === 'tag' ? 'tag' : 'import',
    flags: settings,
    mapping,
    resumed: run,
    resendInDoubt: flags.resendInDoubt,
    ...(extension && { extension }),
    ...(hooks && { isStep: hooks.isStep, beforeEnd: hooks.beforeEnd }),
  };
}

/** A run to go on with. `onlyDoubts`: it has come to its end, and nothing but rows in doubt is left of it. */
interface Found {
  readonly run: StoredRun;
  readonly onlyDoubts?: true;
}

/** Shows how a run ended that only has rows in doubt left, and what to do about them. Nothing is sent. */
function tellDoubts(run: StoredRun, flags: ResumeFlags): ExitCode {
  const terminal = createTerminal(flags);
  const summary = run.summary as unknown as ImportSummary;
  const { profile, home } = { ...(run.settings as RunSettings), home: flags.home };
  terminal.complain(
    `Run ${run.id} has sent all its rows. Of ${summary.rows.in_doubt} nobody knows whether the CRM has saved them, so they are not sent again by themselves.`,
  );
  const next = nextStep(summary, { file: run.input, mapping: run.mapping, profile, home });
  printSummary(terminal, summary, { json: flags.json, next });
  return EXIT.someRowsFailed;
}

/** The run that is to go on: the one that is named, or the newest. Errors: `UsageError`. */
export function findRun({ run: id, home, resendInDoubt }: ResumeFlags, env: Environment): Found {
  const ledger = new Ledger(homeFolder(home, env));
  try {
    return id === undefined ? newestIdle(ledger, resendInDoubt) : namedRun(ledger, id, resendInDoubt);
  } finally {
    ledger.close();
  }
}

function newestIdle(ledger: Ledger, resendInDoubt: boolean): Found {
  let live: StoredRun | undefined;
  for (const run of ledger.runs.resumable(resendInDoubt)) {
    if (!ledger.isLive(run.id)) return { run };
    live ??= run;
  }
  if (live) {
    throw new UsageError(
      `Run ${live.id} is still going on in another process, and no other run can be resumed. List them with: sobot-etl runs`,
    );
  }
  const [doubtful] = resendInDoubt ? [] : ledger.runs.resumable(true);
  if (doubtful) return { run: doubtful, onlyDoubts: true };
  throw new UsageError(
    `No resumable run found${resendInDoubt ? ', and none has rows in doubt' : ''}. List them with: sobot-etl runs`,
  );
}

function namedRun(ledger: Ledger, id: string, resendInDoubt: boolean): Found {
  const found = findRuns(ledger, id);
  const doubtsOf = (each: StoredRun) => ledger.runs.counts(each).in_doubt ?? 0;
  // Of a plan any step will do that is not at its end, or that has rows in doubt.
  const run =
    found.find(({ stage }) => RUN_STAGES[stage].resumable) ??
    found.find((each) => doubtsOf(each) > 0) ??
    (found.at(-1) as StoredRun);
  if (RUN_STAGES[run.stage].resumable) return { run };
  if (run.command === 'export')
    throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); export again for a new file`);
  if (doubtsOf(run) > 0) return resendInDoubt ? { run } : { run, onlyDoubts: true };
  const workbook = errorsWorkbookPath(run.outDir);
  const errors = existsSync(workbook) ? workbook : runFilePaths(run.outDir).errors;
  const left =
    run.stage === 'completed'
      ? 'nothing is left to do'
      : `to send its corrected rows: ${commandLine(['import', errors, '-m', run.mapping])}`;
  throw new UsageError(`Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); ${left}`);
}
