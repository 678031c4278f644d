import { resolve } from 'node:path';
import { type Ledger, LedgerError, type Lock, type StoredRun, scopeOf } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { t, twoDigits } from '../../words/index.ts';
import type { ConnectionOptions } from '../connection.ts';
import { APP_MESSAGES } from '../messages.ts';
import { IMPORT_OPTIONS } from '../options/import-options.ts';
import { keptValues } from '../options/option.ts';
import type { RunReporter } from '../reporter.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { confirmDestructive } from './confirm-destructive.ts';
import {
  type ImportChoice,
  type SourceChoice,
  sourceOfChoice,
  type WrittenChoice,
  writeChoice,
} from './import-choice.ts';
import type { RunSubject } from './import-request.ts';
import type { InputFile } from './open-input.ts';

/** The plan that a run is a step of. */
export interface PlanReference {
  readonly id: string;
  readonly steps: number;
  readonly dir: string;
  /** The number of the run's step, from 1; missing in runs of an older sobot-etl. */
  readonly step?: number;
}

/** The flags that the ledger stores with a run, to resume it in the same way. */
export interface RunSettings extends Omit<Partial<WrittenChoice>, 'header'> {
  readonly baseUrl?: string;
  /** The options of the source that were given. */
  readonly source?: SourceChoice;
  /** The columns of the input, by which a corrected errors.csv is recognised. */
  readonly header?: readonly string[];
  /** The run that wrote the input, if the input is an errors file. */
  readonly errorsOf?: string;
  /** Identifies the app id without revealing it. */
  readonly account?: string;
  /** The plan that the run is a step of. */
  readonly plan?: PlanReference;
  /** The plan that an apply applies. */
  readonly appliedPlan?: string;
  /** The run that an undo undoes. */
  readonly undoneRun?: string;
  /** The workbook that a plan writes. */
  readonly workbook?: string;
}

/** The runs that applied a plan. */
export async function appliesOf({ runs }: Pick<Ledger, 'runs'>, plan: string): Promise<StoredRun[]> {
  return (await runs.list(Number.MAX_SAFE_INTEGER)).filter(
    ({ settings }) => (settings as RunSettings).appliedPlan === plan,
  );
}

/** The runs without which a run cannot continue: the plan that it applies, or the run that it undoes. */
export function neededBy({ settings }: Pick<StoredRun, 'settings'>): readonly string[] {
  const { appliedPlan, undoneRun } = settings as RunSettings;
  return [appliedPlan, undoneRun].filter((id) => id !== undefined);
}

/** Records a new run in the ledger. Errors: `LedgerError`; then nothing may be sent. */
export function recordRun(
  { ledger, scope, settings }: Session,
  run: {
    readonly id: string;
    readonly command: string;
    readonly dir: string;
    readonly options: ImportChoice;
    readonly connection: ConnectionOptions;
    readonly mapping: LoadedMapping;
    readonly keyField: string | undefined;
    readonly input: InputFile;
    readonly header: readonly string[];
    readonly errorsOf?: string | undefined;
    readonly plan?: PlanReference;
    readonly about?: RunSubject | undefined;
  },
): Promise<StoredRun> {
  const { options, connection, mapping, input } = run;
  const { concurrency, maxAttempts, timeoutMs, outagePatienceMs } = settings;
  const given = writeChoice(options, { ...connection, concurrency, maxAttempts, timeoutMs, outagePatienceMs });
  const kept: RunSettings = {
    ...keptValues(IMPORT_OPTIONS, given),
    baseUrl: settings.baseUrl,
    source: sourceOfChoice(options),
    ...(options.corrections !== undefined && { corrections: resolve(options.corrections) }),
    header: run.header,
    account: accountOf(settings.appId),
    ...(run.errorsOf !== undefined && { errorsOf: run.errorsOf }),
    ...(run.plan && { plan: run.plan }),
    ...run.about,
  };
  return ledger.runs.create({
    id: run.id,
    command: run.command,
    target: mapping.target.name,
    keyField: run.keyField ?? '',
    scope,
    input: resolve(input.path),
    inputBytes: input.bytes,
    inputSha256: input.sha256,
    mapping: resolve(mapping.path),
    mappingText: mapping.text,
    settings: { ...kept },
    outDir: run.dir,
    startedAt: Date.now(),
  });
}

/** Refuses to resume a run of another app id; asks first if the address has changed. Errors: `UsageError`. */
export async function requireSameTenant(
  { settings, scope }: Session,
  run: StoredRun,
  { agreed, reporter }: { readonly agreed: boolean; readonly reporter: RunReporter },
): Promise<void> {
  const { account, baseUrl } = run.settings as RunSettings;
  if (account !== undefined && account !== accountOf(settings.appId)) {
    throw new UsageError(
      t`Run ${run.id} began with another app id (at ${baseUrl}), and its rows must not end up in two tenants. Use those credentials, then: sobot-etl resume ${run.id}`,
    );
  }
  if (scope === run.scope) return;
  const effects = [t`sends the rest of run ${run.id} to ${settings.baseUrl}, although the run began at ${baseUrl}`];
  const preview = async () => t`To resume where it began: sobot-etl resume ${run.id} --base-url ${baseUrl}`;
  if (!agreed && !reporter.confirm) reporter.message('problem', await preview());
  await confirmDestructive({ effects, preview }, agreed, reporter);
}

function accountOf(appId: string): string {
  return scopeOf('', appId);
}

/** The plan that a run is a step of, if there is one. */
export function planOf(run: StoredRun): PlanReference | undefined {
  return (run.settings as RunSettings).plan;
}

/** The number of a run's step in its plan, from 1; undefined for a run without a plan. */
export function stepOf(run: StoredRun): number | undefined {
  const plan = planOf(run);
  if (plan === undefined || plan.step !== undefined) return plan?.step;
  const steps = Array.from({ length: plan.steps }, (_, index) => index + 1);
  return steps.find((step) => stepId(plan, step) === run.id);
}

/** The id of a plan's step, counted from 1. */
export function stepId(plan: Pick<PlanReference, 'id'>, step: number): string {
  return `${plan.id}-${step}`;
}

/** Locks the run for this process. Errors: `LedgerError` if another process has locked it. */
export async function lockRun(ledger: Ledger, id: string): Promise<Lock> {
  const lock = await ledger.lockRun(id);
  if (lock) return lock;
  throw new LedgerError('run-locked', APP_MESSAGES['run-locked'].text.run(id));
}

/** Locks the output folder for this process, so that two runs do not write the same files. */
export async function lockOutputFolder(ledger: Ledger, dir: string): Promise<Lock> {
  const lock = await ledger.lockFolder(dir);
  if (lock) return lock;
  throw new UsageError(t`Another run is writing its files into ${dir}; choose another folder with --out`);
}

/** A new run's id: its start in local time, so that ids sort, and four random characters: `20261123-0412-7f3a`. */
export function newRunId(nowMs: number, random: () => number): string {
  const at = new Date(nowMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('');
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${day}-${twoDigits(at.getHours())}${twoDigits(at.getMinutes())}-${suffix}`;
}
