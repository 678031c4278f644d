import type { InspectedTable } from '../../files/index.ts';
import type { ImportJob, RunLedger } from '../../import/import-job.ts';
import type { KeyIndex } from '../../import/key-index.ts';
import { createInMemoryRowLog } from '../../import/record/in-memory-row-log.ts';
import type { RunFiles } from '../../import/run-files.ts';
import type { RecordingLookups } from '../../import/sharing/used-lookups.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { columnsOfField, type LoadedMapping, type RowMapper } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/clock.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { buildIdentityJob, identifiedBy } from './identity-of.ts';
import { parseErrorLimit } from './import-choice.ts';
import type { ExtendedImport } from './import-extension.ts';
import type { ImportRequest } from './import-request.ts';
import type { InputFile } from './open-input.ts';
import { parallelReadingFor } from './sharing-of.ts';

/** What has been made ready for a run. */
export interface JobParts {
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

/** What the import pipeline is given: the request, in the groups that the stages need. */
export async function buildImportJob(
  request: ImportRequest,
  from: { readonly session: Session; readonly signals: StopSignals; readonly input: InputFile },
  { id, run, table, mapper, lookups, files, lastRows, extended }: JobParts,
): Promise<ImportJob> {
  const { command, options, mapping, resumed, resendInDoubt = false } = request;
  const { session, signals, input } = from;
  const { header } = table;
  const scope = run?.scope ?? session.scope;
  const ledger = runLedger(session, { run, scope, mapping });
  const identity = await buildIdentityJob(request, { session, signals, input, header, scope });
  const isShared = run === undefined && !extended && !ledger.knowsKeys;
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
      duplicates: { policy: options.onDuplicate ?? 'reject', keyField: keyFieldOf(mapping), lastRows },
      identity,
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
    delivery: run && { dispatcher: session.dispatcher, breaker: session.breaker, lateMs: session.settings.lateMs },
    control: { clock: systemClock, stop: signals.stop, cancel: signals.cancel, halt: () => signals.halt() },
  };
}

function runLedger(
  { ledger }: Session,
  {
    run,
    scope,
    mapping,
  }: { readonly run: StoredRun | undefined; readonly scope: string; readonly mapping: LoadedMapping },
): RunLedger {
  const { target, content } = mapping;
  const keyField = keyFieldOf(mapping) ?? '';
  const keys = ledger.keys(scope);
  return {
    openLog: (listener) => (run ? ledger.rows(run, listener) : createInMemoryRowLog(listener)),
    knowsKeys: target.keyed === true && content.key !== undefined && keys.any(target.name, keyField),
    otherKey: (remoteId, key) => keys.other(target.name, keyField, remoteId, key),
    isLive: (other) => ledger.isLive(other),
    lastSent: (key) => keys.known(target.name, key, keyField),
  };
}

/** The target's field that is the row's key, where it is a field. */
export function keyFieldOf({ content }: LoadedMapping): string | undefined {
  return typeof content.key === 'string' ? content.key : undefined;
}

function mappedColumnsOf({ content }: LoadedMapping, header: readonly string[]) {
  const columnsOf = columnsOfField(content, header);
  const names = [...Object.keys(content.fields ?? {}), ...Object.keys(content.custom ?? {})];
  return new Map(names.map((name) => [name, columnsOf(name)]));
}
