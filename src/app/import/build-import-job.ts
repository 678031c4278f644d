import { availableParallelism } from 'node:os';
import type { InspectedTable } from '../../files/index.ts';
import {
  createInMemoryRowLog,
  type IdentityJob,
  type IdentityRules,
  type ImportJob,
  type ParallelReading,
  type RecordingLookups,
  type RunFiles,
  type RunLedger,
  readSharedValues,
} from '../../import/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import {
  columnsOfField,
  compileIdentity,
  type FieldSpec,
  FOLLOW_UP_SECTIONS,
  followUpFields,
  type LoadedMapping,
  type RowMapper,
} from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { KeyIndex } from '../../sketches/index.ts';
import { limitOldSpaceGrowth, presizeThreadNewSpace } from '../heap-tuning.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { type ImportChoice, parseErrorLimit } from './import-choice.ts';
import { type ExtendedImport, type ImportRequest, sendsRows } from './import-request.ts';
import type { InputFile } from './open-input.ts';
import { earlierOwners, findEarlierRows, findSentKeys } from './parent-runs.ts';

/** The prepared parts of a run. */
interface JobParts {
  readonly id: string;
  /** The run in the ledger; a check has none. */
  readonly run: StoredRun | undefined;
  readonly table: InspectedTable;
  readonly mapper: RowMapper;
  readonly lookups: RecordingLookups | undefined;
  readonly files: RunFiles;
  readonly lastRows: KeyIndex | undefined;
  readonly extended: ExtendedImport | undefined;
}

/** The input of the import pipeline: the request, grouped as the stages need it. */
export async function buildImportJob(
  request: ImportRequest,
  from: { readonly session: Session; readonly signals: StopSignals; readonly input: InputFile },
  { id, run, table, mapper, lookups, files, lastRows, extended }: JobParts,
): Promise<ImportJob> {
  const { command, options, mapping, resumed, resendInDoubt = false } = request;
  const { session, signals, input } = from;
  const { header } = table;
  const scope = run?.scope ?? session.scope;
  const ledger = await runLedger(session, { run, scope, mapping });
  const identity = await buildIdentityJob(request, { session, signals, input, header, scope });
  const sentBefore = await findSentKeys(session.ledger, scope, { mapping, input, header });
  const isShared = run === undefined && !extended && !ledger.knowsKeys && sentBefore === undefined;
  return {
    run: {
      id,
      command,
      target: mapping.target,
      startedAt: run?.startedAt ?? Date.now(),
      isResumed: resumed !== undefined,
      sequence: run?.seq,
    },
    source: {
      table,
      mapper,
      mappedColumns: mappedColumnsOf(mapping, header),
      reopen: () => input.open(),
      hasChanged: () => input.hasChanged(),
      parallel: isShared
        ? parallelReadingFor({ options, mapping, input, header, lookups, identity: identity?.rules })
        : undefined,
    },
    rules: {
      identifiedBy: identifiedBy(mapping),
      duplicates: { policy: options.onDuplicate ?? 'reject', keyField: keyFieldOf(mapping), lastRows, sentBefore },
      identity,
      otherRecords: extended?.otherRecords,
      findEarlier: mapper.uniqueRules && (await findEarlierRows(session.ledger, scope, input)),
      changedOnly: options.changedOnly === true && !extended?.detectsChanges,
      again: options.again ?? false,
      resendInDoubt,
      filter: extended?.filter,
    },
    limits: {
      concurrency: session.settings.concurrency,
      maxRows: options.limit,
      maxErrors: parseErrorLimit(options.maxErrors),
    },
    ledger,
    files,
    delivery: sendsRows(request)
      ? { dispatcher: session.dispatcher, breaker: session.breaker, lateMs: session.settings.lateMs }
      : undefined,
    control: { clock: systemClock, stop: signals.stop, cancel: signals.cancel, halt: () => signals.halt() },
  };
}

async function runLedger(
  { ledger }: Session,
  {
    run,
    scope,
    mapping,
  }: { readonly run: StoredRun | undefined; readonly scope: string; readonly mapping: LoadedMapping },
): Promise<RunLedger> {
  const { target, content } = mapping;
  const keyField = keyFieldOf(mapping) ?? '';
  const keys = ledger.keys(scope);
  return {
    openLog: async (listener) => (run ? ledger.openRowLog(run, listener) : createInMemoryRowLog(listener)),
    knowsKeys: target.keyed === true && content.key !== undefined && (await keys.any(target.name, keyField)),
    otherKey: (remoteId, key) => keys.other(target.name, keyField, remoteId, key),
    isLive: (other) => ledger.isLive(other),
    lastSent: (sought) => keys.known(target.name, keyField, sought),
  };
}

/** The field of the target that is the row's key, if the key is a field. */
export function keyFieldOf({ content }: LoadedMapping): string | undefined {
  return typeof content.key === 'string' ? content.key : undefined;
}

function mappedColumnsOf({ content }: LoadedMapping, header: readonly string[]) {
  const columnsOf = columnsOfField(content, header);
  const names = [...Object.keys(content.fields ?? {}), ...Object.keys(content.custom ?? {})];
  return new Map(names.map((name) => [name, columnsOf(name)]));
}

const DEFAULT_IDENTIFIED_BY = ['tel', 'email'];

/** The fields by which the tenant identifies customers, according to the mapping. */
export function identifiedBy({ content }: LoadedMapping): readonly string[] {
  return content.identifiedBy ?? DEFAULT_IDENTIFIED_BY;
}

/** How to recognise rows that the CRM would merge; undefined if the target's records are not identified by their values. */
async function buildIdentityJob(
  { options, mapping }: ImportRequest,
  {
    session,
    signals,
    input,
    header,
    scope,
  }: {
    readonly session: Session;
    readonly signals: StopSignals;
    readonly input: InputFile;
    readonly header: readonly string[];
    /** The tenant, as the ledger names it. */
    readonly scope: string;
  },
): Promise<IdentityJob | undefined> {
  const { target, content } = mapping;
  if (target.endpoint.repeatable !== 'when-identified') return undefined;
  const fields = identifiedBy(mapping).filter((field) => content.fields?.[field] !== undefined);
  if (fields.length === 0) return undefined;
  const rules = {
    fields,
    required: fields.filter((field) => target.fields[field]?.required),
    keyField: typeof content.key === 'string' ? content.key : undefined,
    keepsPlaceholders: options.acceptDamage === true,
  };
  const from = { header, inputPath: input.path, lookups: sessionLookups(session) };
  const read = await compileIdentity(mapping, fields, from);
  return {
    rules,
    onCollision: options.onCollision ?? content.onCollision ?? 'reject',
    read,
    earlierOwners: await earlierOwners({ ledger: session.ledger, scope, mapping, input }),
    columnOf: (field) => {
      const spec = content.fields?.[field];
      const column = typeof spec === 'string' ? spec : spec?.column;
      return column === undefined ? field : [column].flat().join(', ');
    },
    async readShared() {
      if (rules.keepsPlaceholders) return new KeyIndex();
      const table = await input.openWhole();
      try {
        return await readSharedValues(table.batches(), read, rules, signals.stop);
      } finally {
        await table.close();
      }
    },
  };
}

/** A smaller file is checked faster than a worker thread starts. */
const MIN_PARALLEL_BYTES = { csv: 8_000_000, xlsx: 1_500_000 };
/** Each takes 40 MB, and the main thread maps what the workers cannot keep up with. */
const MAX_WORKERS = 1;
/** Few objects of a row reach the old generation, so collecting it often costs little. */
const OLD_SPACE_GROWTH_PERCENT = 30;

/** The worker threads of a check, if they make it faster: for hundreds of thousands of rows that are only mapped. */
function parallelReadingFor(check: {
  readonly options: ImportChoice;
  readonly mapping: LoadedMapping;
  readonly input: InputFile;
  readonly header: readonly string[];
  readonly lookups: RecordingLookups | undefined;
  readonly identity: IdentityRules | undefined;
}): ParallelReading | undefined {
  const { options, mapping, input, header, lookups, identity } = check;
  const threads = Math.min(MAX_WORKERS, availableParallelism() - 1);
  const isLarge = input.bytes >= MIN_PARALLEL_BYTES[input.lines === undefined ? 'xlsx' : 'csv'];
  const pays = isLarge && options.limit === undefined && options.sample === undefined && !options.changedOnly;
  if (threads < 1 || !pays || lookups === undefined || !lookups.areReferenceLists || splitsNames(mapping))
    return undefined;
  presizeThreadNewSpace();
  limitOldSpaceGrowth(OLD_SPACE_GROWTH_PERCENT);
  const { path, text, content } = mapping;
  const { customDefinitions } = lookups;
  const threadData = { mapping: { path, text, content }, header, inputPath: input.path, customDefinitions, identity };
  return { threads, threadData, lookups };
}

/** Does the mapping split cells by the names of a list? Only the thread that read the list has all of them. */
function splitsNames({ content }: LoadedMapping): boolean {
  const steps = FOLLOW_UP_SECTIONS.flatMap((section) => followUpFields(content, section));
  const isNamed = (spec: FieldSpec, byName: boolean): boolean =>
    typeof spec !== 'string' && spec.split !== undefined && (byName || spec.lookup !== undefined);
  return (
    Object.values(content.fields ?? {}).some((spec) => isNamed(spec, false)) ||
    steps.some(({ spec, byName }) => isNamed(spec, byName))
  );
}
