import { dirname, resolve } from 'node:path';
import { LedgerError, type Lock, type StoredRun } from '../../ledger/index.ts';
import { t } from '../../words/index.ts';
import { type ConnectionOptions, type WrittenConnection, writeConnection } from '../connection.ts';
import { APP_MESSAGES } from '../messages.ts';
import { EXPORT_OPTIONS } from '../options/export-options.ts';
import { keptValues } from '../options/option.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { type ExportChoice, type WrittenExport, writeExport } from './export-choice.ts';
import type { Output, WrittenState } from './export-output.ts';
import type { ResolvedChoice } from './export-selection.ts';

/** The settings that the ledger stores with an export, to resume it in the same way. */
export interface ExportSettings extends WrittenExport, WrittenConnection {
  readonly baseUrl: string;
  /** The time to which `--since 7d` and the like are relative. */
  readonly nowMs: number;
  /** Where `--since last` began. */
  readonly sinceLast?: number | undefined;
  /** Digest of the file to update at the start of the run. */
  readonly masterDigest?: string | undefined;
  /** The files that existed at the start and may be replaced. */
  readonly replaces?: readonly WrittenState[];
  /** The text of the column file at the start of the run. */
  readonly fileText?: string;
}

/** Records an export in the ledger. */
export function recordExport(
  { ledger, scope, settings }: Session,
  run: {
    readonly id: string;
    readonly request: {
      readonly choice: ExportChoice;
      readonly connection: ConnectionOptions;
      readonly output: Output;
      readonly chosen: ResolvedChoice;
    };
    readonly nowMs: number;
    readonly start: Pick<ExportSettings, 'sinceLast' | 'masterDigest' | 'replaces'>;
  },
): Promise<StoredRun> {
  const { request, nowMs, start } = run;
  const { choice, chosen } = request;
  const { concurrency, maxAttempts, timeoutMs, outagePatienceMs } = settings;
  const connection = { ...request.connection, concurrency, maxAttempts, timeoutMs, outagePatienceMs };
  const path = resolve(request.output.path);
  const where = request.output.isMerge ? { mergeInto: path } : { output: path };
  const { stream } = choice;
  const kept = { stream, ...keptValues(EXPORT_OPTIONS, { ...writeExport(choice), ...writeConnection(connection) }) };
  return ledger.runs.create({
    id: run.id,
    command: 'export',
    target: stream,
    keyField: '',
    scope,
    input: '',
    inputBytes: 0,
    inputSha256: '',
    mapping: choice.mapping ?? '',
    mappingText: chosen.fileText,
    settings: { ...kept, ...where, baseUrl: settings.baseUrl, nowMs, ...start, fileText: chosen.fileText },
    outDir: dirname(path),
    startedAt: nowMs,
  });
}

/** Locks the output for this process: two exports to one file would overwrite each other. Errors: `LedgerError`. */
export async function lockOutputFile({ ledger }: Session, path: string): Promise<Lock> {
  const lock = await ledger.lockFolder(resolve(path));
  if (lock) return lock;
  throw new LedgerError('output-locked', APP_MESSAGES['output-locked'].text.file(path));
}

/** Checks that a resumed export is of the same tenant: otherwise the file would mix two tenants' customers. Errors: `UsageError`. */
export function requireSameScope({ scope, settings }: Session, run: StoredRun): void {
  if (scope === run.scope) return;
  const { baseUrl } = run.settings as unknown as ExportSettings;
  throw new UsageError(
    t`Run ${run.id} reads from ${baseUrl} with another app id or address than ${settings.baseUrl}; use those credentials, then: sobot-etl resume ${run.id}`,
  );
}
