import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExportSummary } from '../export/index.ts';
import { errorsWorkbookPath, type ImportCommand, type ImportSummary, runFilePaths } from '../import/index.ts';
import { type Ledger, RUN_STATUSES, type StoredRun } from '../ledger/index.ts';
import { type LoadedMapping, parseMapping } from '../mapping/index.ts';
import { t } from '../words/index.ts';
import { applyExtension } from './change/apply-plan.ts';
import { changeExtension } from './change/change-extension.ts';
import { givenAgain, planAgainLine } from './change/plan-commands.ts';
import { undoExtension } from './change/undo-run.ts';
import { withUniqueInMirror } from './change/unique-in-mirror.ts';
import {
  type AnyConnection,
  type ConnectionOptions,
  type Environment,
  OWN_LEDGER,
  readConnection,
  splitConnection,
} from './connection.ts';
import { readExport } from './export/export-choice.ts';
import type { ExportSettings } from './export/export-record.ts';
import { exportChosen } from './export/export-stream.ts';
import { type ImportChoice, writeChoice } from './import/import-choice.ts';
import { createMissingTagsExtension, roundTripExtension } from './import/import-extensions.ts';
import { policyOf } from './import/import-file.ts';
import { combineExtensions, type ImportExtension, type ImportRequest } from './import/import-request.ts';
import { nextStep } from './import/next-step.ts';
import { withSource } from './import/open-input.ts';
import { checkImportRequest, runImport } from './import/run-import.ts';
import { type PlanReference, planOf, type RunSettings } from './import/run-record.ts';
import { openNotifier } from './notify/open-notifier.ts';
import { type LedgerLocation, ledgerSettings, ledgerWords, withLedger } from './open-ledger.ts';
import { findRuns, type PlanStepHooks, runPlanSteps } from './plan/plan-runs.ts';
import type { PlanSummary } from './plan/plan-summary.ts';
import { commandLine } from './program.ts';
import { runReporter } from './reporter.ts';
import { type RunOptions, withContext } from './run-context.ts';
import { resumedTagging } from './tagging-extension.ts';
import { UsageError } from './usage-error.ts';

/** The options of `resumeRun`. */
export interface ResumeOptions extends RunOptions {
  /** The run's id, or part of it. Default: the newest run that can be resumed. */
  readonly run?: string | undefined;
  /** Send rows whose outcome is unknown again, at the risk of duplicates. */
  readonly resendInDoubt?: boolean | undefined;
  /** Stop when more rows than this fail: `100`, or `5%`. Default: the limit that the run began with. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /** Another folder for the files of the run. Default: the one that it began with. Not for exports and plans. */
  readonly out?: string | undefined;
  /** Without asking: resume at another address than the run began with, and replace files. */
  readonly agreed?: boolean | undefined;
  /** Called before an export is resumed, because exports and imports use memory differently. */
  readonly beforeExport?: () => void;
}

/** The summary of the resumed run. `in-doubt`: only rows in doubt are left, and nothing was sent. */
type ResumedRun =
  | { readonly kind: 'import'; readonly summary: ImportSummary }
  | { readonly kind: 'in-doubt'; readonly summary: ImportSummary }
  | { readonly kind: 'export'; readonly summary: ExportSummary }
  | { readonly kind: 'plan'; readonly summary: PlanSummary };

/**
 * Resumes an import or tagging that was interrupted or aborted, with the same file and mapping; completed rows are not sent again.
 * Errors: `UsageError` if there is no such run, or its file has changed; `LedgerError` if another process has locked it.
 *
 * @example
 * if (summary.status === 'interrupted') await resumeRun({ connection, run: summary.run });
 */
export async function resumeRun(options: ResumeOptions): Promise<ImportSummary> {
  const { run, onlyInDoubt } = await requestedRun(options);
  if (onlyInDoubt) {
    throw new UsageError(t`Run ${run.id} has only rows in doubt left; to send those again, give resendInDoubt: true`);
  }
  if (run.command === 'export' || planOf(run)) {
    throw new UsageError(
      t`Run ${run.id} is ${planOf(run) ? t`a step of a plan` : t`an export`}; resume it with: sobot-etl resume ${run.id}`,
    );
  }
  return resumeImport(run, { agreed: true, ...options });
}

/** Resumes a run of any kind, or a plan with all its remaining steps. Errors: those of `resumeRun`. */
export async function resumeAnyRun(options: ResumeOptions): Promise<ResumedRun> {
  const { run, onlyInDoubt } = await requestedRun(options);
  if (onlyInDoubt) return { kind: 'in-doubt', summary: await reportInDoubt(run, options) };
  const plan = planOf(run);
  if (options.out !== undefined && (plan || run.command === 'export')) {
    throw new UsageError(
      t`Run ${run.id} is ${plan ? t`a step of a plan` : t`an export`}, whose files stay where they are; resume it without --out`,
    );
  }
  if (run.command === 'export') return { kind: 'export', summary: await resumeExport(run, options) };
  // The step that rows in doubt belong to sends them again.
  if (plan && !options.resendInDoubt) return { kind: 'plan', summary: await resumePlan(plan, run, options) };
  return { kind: 'import', summary: await resumeImport(run, options) };
}

function requestedRun({ connection, run, resendInDoubt = false }: ResumeOptions) {
  const { options, env } = splitConnection(connection);
  return findRun({ run, resendInDoubt }, { ...options, env });
}

async function resumePlan(plan: PlanReference, step: StoredRun, options: ResumeOptions): Promise<PlanSummary> {
  const { connection } = resumedConnection(options.connection, step.settings as RunSettings);
  const { options: given, env } = splitConnection(connection);
  const { reporter, onMessage, signal: stop, cancel } = options;
  const settings = ledgerSettings({ ...given, env });
  const notifier = await openNotifier(given.notify, {
    home: settings.home,
    env,
    stop,
    cancel,
    reporter: runReporter(reporter, onMessage),
  });
  const context = { ...given, env, reporter: runReporter(reporter, onMessage, notifier) };
  return withLedger(settings, (ledger) =>
    runPlanSteps(ledger, plan, context, (step, hooks) => resumeImport(step, options, hooks)),
  );
}

/** Resumes with the same file and mapping, and with the run's settings unless others are given. */
async function resumeImport(run: StoredRun, options: ResumeOptions, hooks?: PlanStepHooks): Promise<ImportSummary> {
  const { source = {}, header: _, ...kept } = run.settings as RunSettings;
  const mapping = withSource(await parseMapping(run.mappingText, run.mapping), source);
  const { connection, words } = resumedConnection(options.connection, kept);
  const { maxErrors = kept.maxErrors, agreed, out } = options;
  const choice: ImportChoice = {
    ...policyOf({ ...kept, ...source, maxErrors, agreed, dryRun: false, out: undefined }),
    file: run.input,
    mapping: run.mapping,
  };
  const { env } = splitConnection(options.connection);
  const location = { ...words, env };
  const extension = await resumedExtension(run, { choice, mapping, location, hooks });
  const request: ImportRequest = {
    command: run.command as ImportCommand,
    options: choice,
    connection: words,
    mapping,
    resumed: run,
    ...(out !== undefined && { newFolder: resolve(out) }),
    ...(kept.undoneRun !== undefined && { inputName: t`the changes of run ${kept.undoneRun}` }),
    resendInDoubt: options.resendInDoubt ?? false,
    ...(extension && { extension }),
    ...(hooks && { isStep: hooks.isStep, beforeEnd: hooks.beforeEnd }),
  };
  checkImportRequest(request, options.reporter ?? {});
  return withContext({ ...options, connection }, (context) => runImport(request, context));
}

/** What the run's command adds to an import. */
async function resumedExtension(
  run: StoredRun,
  from: {
    readonly choice: ImportChoice;
    readonly mapping: LoadedMapping;
    readonly location: LedgerLocation & { readonly offline?: boolean | undefined };
    readonly hooks: PlanStepHooks | undefined;
  },
): Promise<ImportExtension | undefined> {
  const { choice, mapping, location, hooks } = from;
  const { appliedPlan, undoneRun } = run.settings as RunSettings;
  if (run.command === 'tag') return resumedTagging;
  if (appliedPlan !== undefined) {
    const again = planAgainLine(run, location);
    return withUniqueInMirror(applyExtension(appliedPlan, mapping, { again }), mapping);
  }
  if (undoneRun !== undefined) return undoExtension(undoneRun);
  const combined = combineExtensions(
    hooks?.extension ?? (await roundTripExtension(choice, mapping)),
    createMissingTagsExtension({ ...choice, offline: location.offline }, mapping),
    changeExtension(choice, mapping),
  );
  return withUniqueInMirror(combined, mapping, choice);
}

/** Resumes an export: it keeps what was read, and reads the rest with the same settings. */
async function resumeExport(run: StoredRun, options: ResumeOptions): Promise<ExportSummary> {
  const kept = run.settings as unknown as ExportSettings;
  const { connection } = resumedConnection(options.connection, kept);
  options.beforeExport?.();
  return exportChosen(readExport(kept), { ...options, connection, replace: options.agreed ?? false }, run);
}

/**
 * The connection of a resumed run, and its options as the next command repeats them. Credentials that a program gives bring
 * their own connection; credentials from an environment are used with the connection that the run began with.
 */
function resumedConnection(
  given: AnyConnection,
  kept: Parameters<typeof readConnection>[0],
): { readonly connection: AnyConnection; readonly words: ConnectionOptions } {
  const { options, env } = splitConnection(given);
  const isGiven = Object.entries(options).filter(([, value]) => value !== undefined);
  const words: ConnectionOptions = {
    ...readConnection(kept),
    ...(env['SOBOT_BASE_URL'] && { baseUrl: env['SOBOT_BASE_URL'] }),
    ...Object.fromEntries(isGiven),
  };
  return { connection: 'env' in given ? { ...words, env: inFoundLedger(words, { ...options, env }) } : given, words };
}

/** The environment, with the ledger that has the run where the profile that the run began with has another one by now. */
function inFoundLedger(words: ConnectionOptions, location: LedgerLocation): Environment {
  const { env } = location;
  const { ledger } = ledgerSettings(location);
  if (ledgerSettings({ ...words, env }).ledger === ledger) return env;
  return { ...env, SOBOT_ETL_LEDGER: ledger ?? OWN_LEDGER };
}

/** Reports a run that has only rows in doubt left, and what to do about them. Sends nothing. */
async function reportInDoubt(run: StoredRun, options: ResumeOptions): Promise<ImportSummary> {
  const { options: given, env } = splitConnection(options.connection);
  const reporter = runReporter(options.reporter, options.onMessage);
  const summary = run.summary as unknown as ImportSummary;
  const { profile } = run.settings as RunSettings;
  reporter.message(
    'problem',
    t`Run ${run.id} has sent all its rows. Whether the CRM saved ${summary.rows.in_doubt} of them is unknown, so they are not sent again automatically.`,
  );
  const words = writeChoice({ file: run.input, mapping: run.mapping }, { ...given, profile: given.profile ?? profile });
  const next = nextStep(summary, { ...words, file: run.input, mapping: run.mapping }, { env });
  return (await reporter.end({ kind: 'import', summary, next, isStep: false })).summary;
}

/** A run to resume. `onlyInDoubt`: the run has ended, and only rows in doubt are left. */
interface FoundRun {
  readonly run: StoredRun;
  readonly onlyInDoubt?: true;
}

/** The run to resume: the named one, or the newest that can be resumed. Errors: `UsageError`. */
function findRun(
  { run: id, resendInDoubt }: { readonly run?: string | undefined; readonly resendInDoubt: boolean },
  location: LedgerLocation,
): Promise<FoundRun> {
  return withLedger(ledgerSettings(location), (ledger) =>
    id === undefined ? newestIdle(ledger, resendInDoubt) : namedRun(ledger, id, { resendInDoubt, location }),
  );
}

async function newestIdle(ledger: Ledger, resendInDoubt: boolean): Promise<FoundRun> {
  let live: StoredRun | undefined;
  for await (const run of ledger.runs.resumable(resendInDoubt)) {
    if (!(await ledger.isLive(run.id))) return { run };
    live ??= run;
  }
  if (live) {
    throw new UsageError(
      t`Run ${live.id} is still running in another process, and no other run can be resumed. List them with: sobot-etl runs`,
    );
  }
  if (!resendInDoubt) for await (const run of ledger.runs.resumable(true)) return { run, onlyInDoubt: true };
  throw new UsageError(
    t`No resumable run found${resendInDoubt ? t`, and none has rows in doubt` : ''}. List them with: sobot-etl runs`,
  );
}

async function namedRun(
  ledger: Ledger,
  id: string,
  { resendInDoubt, location }: { readonly resendInDoubt: boolean; readonly location: LedgerLocation },
): Promise<FoundRun> {
  const found = await findRuns(ledger, id);
  const withDoubt: StoredRun[] = [];
  for (const run of found) if (((await ledger.runs.counts(run)).in_doubt ?? 0) > 0) withDoubt.push(run);
  // For a plan: an unfinished step, or one with rows in doubt.
  const run = found.find(({ status }) => RUN_STATUSES[status].resumable) ?? withDoubt[0] ?? (found.at(-1) as StoredRun);
  const instead = insteadOfResuming(run, location);
  if (instead !== undefined) throw new UsageError(t`Run ${run.id} ${instead}`);
  if (RUN_STATUSES[run.status].resumable) return { run };
  if (run.command === 'export')
    throw new UsageError(t`Run ${run.id} has ended (${run.status.replaceAll('_', ' ')}); export again for a new file`);
  if (withDoubt.includes(run)) return resendInDoubt ? { run } : { run, onlyInDoubt: true };
  const workbook = errorsWorkbookPath(run.outDir);
  const errors = existsSync(workbook) ? workbook : runFilePaths(run.outDir).errors;
  const left =
    run.status === 'completed'
      ? t`nothing is left to do`
      : t`to send its corrected rows: ${commandLine(['import', errors, '-m', run.mapping], location.env)}`;
  throw new UsageError(t`Run ${run.id} has ended (${run.status.replaceAll('_', ' ')}); ${left}`);
}

/** What to do instead of resuming a run that only read: if it was cut short, what it read is out of date. */
function insteadOfResuming(run: StoredRun, location: LedgerLocation): string | undefined {
  const isCutShort = RUN_STATUSES[run.status].resumable;
  switch (run.command) {
    case 'plan':
      return isCutShort
        ? t`is a plan that was cut short; make it again: ${planAgainLine(run, location)}`
        : t`is a plan; to carry it out: ${commandLine(['apply', givenAgain(run), ...ledgerWords(location)], location.env)}`;
    case 'verify':
      return isCutShort ? t`is a verification that was cut short; verify again` : t`is a verification that has ended`;
    default:
      return undefined;
  }
}
