import { join, relative, resolve } from 'node:path';
import { TRACEABLE_TARGETS } from '../../change/index.ts';
import { createRunFolder, type ImportSummary, UpstreamResults } from '../../import/index.ts';
import { destructiveActionsOf, type LoadedMapping, type MappedRow } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { counted, t } from '../../words/index.ts';
import { changeExtension } from '../change/change-extension.ts';
import { withUniqueInMirror } from '../change/unique-in-mirror.ts';
import { type ConnectionOptions, splitConnection } from '../connection.ts';
import { isPlan, type PlanStep, pairSteps, readPlan } from '../plan/plan-file.ts';
import { runPlanSteps, stepFolder, unlessStopped, upstreamExtension } from '../plan/plan-runs.ts';
import { nextStepOfPlan, type PlanSummary, summarizePlan, writePlanSummary } from '../plan/plan-summary.ts';
import { sessionEventsFor } from '../report-progress.ts';
import { RunMonitor } from '../reporter.ts';
import { type RunContext, type RunOptions, withContext } from '../run-context.ts';
import { openSession, type Session } from '../session.ts';
import { compileMapper } from '../session-lookups.ts';
import { confirmDestructive, requireConfirmation } from './confirm-destructive.ts';
import { type ImportPolicy, requireChangeRules, type SourceChoice, sourceOfChoice } from './import-choice.ts';
import { createMissingTagsExtension } from './import-extensions.ts';
import { checkFile, importFile, policyOf } from './import-file.ts';
import { combineExtensions, type ImportExtension } from './import-request.ts';
import { loadMappingForFile } from './load-mapping-for-file.ts';
import { isCutShort } from './next-step.ts';
import { countRows, earlierRuns, prepareInput } from './open-input.ts';
import { runImport } from './run-import.ts';
import { newRunId, type PlanReference, recordRun, stepId, stepOf } from './run-record.ts';
import { sampleOf, withSeed } from './sample-rows.ts';

/** What `importFiles` takes. */
interface ImportFilesOptions extends RunOptions, ImportPolicy {
  readonly command: 'import' | 'check';
  /** Spreadsheets in their order; or one plan, which lists them. */
  readonly files: readonly string[];
  /** One mapping for each file; none for a plan. */
  readonly mappings: readonly string[];
}

/** The summary of one file, or of several as a plan. */
type ImportFilesEnd = { readonly kind: 'import'; readonly summary: ImportSummary } | PlanEnd;

/**
 * Imports or checks a file, or several files (or a plan) in their order as one.
 * Errors, before anything is sent: `MappingError`, `FileError`, `LedgerError`, `UsageError`, `TaggingError`.
 */
export async function importFiles(options: ImportFilesOptions): Promise<ImportFilesEnd> {
  const { command, files, mappings } = options;
  const [first = ''] = files;
  const isOfPlan = files.length === 1 && mappings.length === 0 && isPlan(first);
  const steps = isOfPlan ? await readPlan(first) : pairSteps(files, mappings);
  if (isOfPlan || steps.length > 1) return importPlan({ ...options, steps });
  const run = command === 'check' ? checkFile : importFile;
  return { kind: 'import', summary: await run({ ...options, file: first, mapping: mappings[0] ?? '' }) };
}

interface LoadedStep {
  readonly file: string;
  readonly mapping: LoadedMapping;
  readonly source: SourceChoice;
}

interface LoadedPlan {
  readonly command: 'import' | 'check';
  readonly steps: readonly LoadedStep[];
  readonly policy: ImportPolicy;
  readonly connection: ConnectionOptions;
}

/** What `importPlan` takes. */
interface PlanOptions extends RunOptions, ImportPolicy {
  readonly command: 'import' | 'check';
  readonly steps: readonly PlanStep[];
}

/** How a plan ended. `refused`: one of its files cannot be read, and nothing was sent. */
type PlanEnd =
  | { readonly kind: 'plan'; readonly summary: PlanSummary }
  | { readonly kind: 'refused'; readonly summary: ImportSummary };

/** Imports several files in order as one plan; problems in any of them are reported before anything is sent. */
async function importPlan(options: PlanOptions): Promise<PlanEnd> {
  const { command, steps, reporter = {} } = options;
  const policy = withSeed(policyOf(options));
  const loaded = await Promise.all(
    steps.map(async ({ file, mapping, ...own }) => {
      const source = { ...sourceOfChoice(options), ...own };
      return { file, mapping: await loadMappingForFile(file, mapping, source), source };
    }),
  );
  for (const { mapping } of loaded) requireChangeRules(mapping, policy);
  const plan: LoadedPlan = { command, steps: loaded, policy, connection: splitConnection(options.connection).options };
  if (command === 'check' || policy.dryRun) return withContext(options, (context) => checkPlan(plan, context));
  requireConfirmation(effectsOfPlan(loaded), policy.agreed === true, reporter);
  return withContext(options, async (context) => ({ kind: 'plan', summary: await sendPlan(plan, context) }));
}

async function sendPlan({ steps, policy, connection }: LoadedPlan, context: RunContext): Promise<PlanSummary> {
  const { settings, reporter, signals } = context;
  const id = newRunId(Date.now(), Math.random);
  const plan = { id, steps: steps.length, dir: resolve(policy.out ?? join('runs', id)) };
  const { stop, cancel } = signals;
  const events = sessionEventsFor(reporter, new RunMonitor(systemClock.elapsed));
  const session = await openSession(settings, systemClock, Math.random, { ...events, stop, cancel });
  try {
    const ready = await prepareSteps(session, plan, { steps, policy, connection }, context);
    const preview = () => previewOf(steps, ready);
    await confirmDestructive({ effects: effectsOfPlan(steps), preview }, policy.agreed === true, reporter);
    createRunFolder(plan.dir);
    // All steps are recorded before the first begins, so that each can be resumed.
    for (const run of ready) await session.ledger.runs.move(await recordRun(session, run), 'interrupted');
    const summary = await runPlanSteps(session.ledger, plan, { ...connection, ...context }, (resumed, hooks) => {
      const { file, mapping } = steps[(stepOf(resumed) ?? 0) - 1] as LoadedStep;
      const options = { ...policy, file, mapping: mapping.path };
      const inputName = relative('', file);
      const makesTags = createMissingTagsExtension({ ...policy, offline: connection.offline }, mapping);
      const changes = changeExtension(policyFor(mapping, policy), mapping);
      const combined = combineExtensions(hooks.extension, makesTags, changes);
      const extension = withUniqueInMirror(combined, mapping, policy) ?? hooks.extension;
      const base = { command: 'import' as const, options, connection, mapping, resumed, isNew: true };
      return runImport({ ...base, inputName, ...hooks, extension }, context);
    });
    return summary;
  } finally {
    await session.close();
  }
}

/** `--undoable` concerns the files whose records can be read back. */
function policyFor({ target }: LoadedMapping, policy: ImportPolicy): ImportPolicy {
  return { ...policy, undoable: policy.undoable === true && TRACEABLE_TARGETS.includes(target.name) };
}

const TAG_TARGETS = ['tag', 'tag-group'];

type NewStep = Parameters<typeof recordRun>[1];

/** Opens every file and compiles every mapping. Errors: those of `importFiles`, for any of them. */
async function prepareSteps(
  session: Session,
  plan: PlanReference,
  { steps, policy, connection }: Omit<LoadedPlan, 'command'>,
  { signals, reporter }: RunContext,
): Promise<NewStep[]> {
  const ready: NewStep[] = [];
  for (const [index, { file, mapping, source }] of steps.entries()) {
    const id = stepId(plan, index + 1);
    const input = await prepareInput(file, mapping, {
      stagingPath: session.ledger.stagingPath(id),
      earlier: earlierRuns(session.ledger),
      sample: sampleOf(policy),
    });
    const table = await input.open();
    const { header } = table;
    try {
      const extended = await createMissingTagsExtension(
        { ...policy, offline: connection.offline },
        mapping,
      )?.({ session, signals, reporter, input, header, isDry: true, isResumed: false });
      const mapper = await compileMapper(session, mapping, table, extended?.lookups);
      extended?.mapper(mapper);
      // Whether tags of an earlier file can be created is not known yet.
      const isLate = steps.slice(0, index).some((step) => TAG_TARGETS.includes(step.mapping.target.name));
      if (!isLate) await extended?.scanInput?.(() => true);
    } finally {
      await table.close();
    }
    const { key } = mapping.content;
    ready.push({
      id,
      command: 'import',
      dir: stepFolder(plan.dir, index + 1, mapping.target.name),
      options: { ...policy, ...source, file, mapping: mapping.path },
      connection,
      mapping,
      keyField: typeof key === 'string' ? key : undefined,
      input,
      header,
      plan: { ...plan, step: index + 1 },
    });
  }
  return ready;
}

function effectsOfPlan(steps: readonly LoadedStep[]): string[] {
  return [...new Set(steps.flatMap(({ mapping }) => destructiveActionsOf(mapping)))];
}

/** The number of rows of each file, and what they would create, change or destroy. */
async function previewOf(steps: readonly LoadedStep[], ready: readonly NewStep[]): Promise<string> {
  const lines: string[] = [];
  for (const [index, { file, mapping }] of steps.entries()) {
    const effects = destructiveActionsOf(mapping);
    const table = await ready[index]?.input.open();
    const rows = table ? await countRows(table) : 0;
    const shown = relative('', file);
    lines.push(
      t`  ${counted(rows, 'row')} of ${shown} as ${mapping.target.name}${effects.length > 0 ? `: ${effects.join(', ')}` : ''}`,
    );
  }
  return lines.join('\n');
}

/** Checks the files in order; later files can refer to records that earlier ones would create. */
async function checkPlan({ command, steps, policy, connection }: LoadedPlan, context: RunContext): Promise<PlanEnd> {
  const earlier = new UpstreamResults();
  const startedAt = Date.now();
  const id = newRunId(startedAt, Math.random);
  const dir = resolve(policy.out ?? join('runs', id));
  const summaries: ImportSummary[] = [];
  const announced = new Set<string>();
  for (const [index, { file, mapping }] of steps.entries()) {
    const out = stepFolder(dir, index + 1, mapping.target.name);
    const options = { ...policy, file, mapping: mapping.path, out };
    const records = previewExtension(earlier, mapping.target.name, file);
    const makesTags = createMissingTagsExtension({ ...policy, offline: connection.offline }, mapping, announced);
    const changes = changeExtension(policyFor(mapping, policy), mapping);
    const combined = combineExtensions(records, makesTags, changes);
    const extension = withUniqueInMirror(combined, mapping, policy) ?? records;
    const inputName = relative('', file);
    const request = { command, options, connection, mapping, inputName, extension, isStep: true as const };
    const summary = await unlessStopped(() => runImport(request, context), context.reporter);
    if (summary?.bad_input) return { kind: 'refused', summary };
    if (summary) summaries.push(summary);
    if (!summary || isCutShort(summary)) break;
  }
  const targets = steps.map(({ mapping }) => mapping.target.name);
  const summary = summarizePlan({ id, command, dir, targets }, summaries);
  const facts = {
    inputs: steps.map(({ file }) => file),
    mappings: steps.map(({ mapping }) => ({ path: mapping.path, text: mapping.text })),
    errors: [],
    startedAt,
    given: policy,
  };
  const commandContext = { ...connection, env: context.env };
  await writePlanSummary(summary, facts, commandContext);
  return context.reporter.end({ kind: 'plan', summary, next: nextStepOfPlan(summary, facts, commandContext) });
}

/** Notes the record that each row would create. */
function previewExtension(earlier: UpstreamResults, target: string, file: string): ImportExtension {
  const extend = upstreamExtension(earlier);
  return async (from) => ({
    ...(await extend(from)),
    mapper: (mapper) => ({
      ...mapper,
      map(row) {
        const note = (mapped: MappedRow): MappedRow => {
          if (mapped.key === undefined) return mapped;
          if (mapped.payload) earlier.plan(target, mapped.key);
          else {
            const message = mapped.problems[0]?.message ?? '';
            earlier.note(target, file, { row: row.number, key: mapped.key, state: 'rejected', message });
          }
          return mapped;
        };
        const mapped = mapper.map(row);
        return mapped instanceof Promise ? mapped.then(note) : note(mapped);
      },
    }),
  });
}
