import { dirname, resolve } from 'node:path';
import { LedgerError, type Lock, type StoredRun } from '../../ledger/index.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import type { ExportFlags } from './export-flags.ts';
import type { ExportRequest } from './export-request.ts';
import type { WrittenState } from './replace-output.ts';

/** The flags that a resumed export has again unless it is given others. */
const KEPT_FLAGS = [
  'stream',
  'output',
  'mergeInto',
  'format',
  'where',
  'since',
  'until',
  'columns',
  'tz',
  'raw',
  'details',
  'tags',
  'forUpdate',
  'pageSize',
  'insecureHttp',
  'bom',
  'delimiter',
  'encoding',
  'guard',
  'mapping',
  'profile',
  'concurrency',
  'rate',
  'maxRate',
  'maxAttempts',
  'timeout',
  'outagePatience',
] as const satisfies readonly (keyof ExportFlags)[];

/** What the ledger keeps of an export, to go on with it in the same way. */
export interface ExportSettings extends Pick<ExportFlags, (typeof KEPT_FLAGS)[number]> {
  readonly baseUrl: string;
  /** The time to which `--since 7d` and the like are relative. */
  readonly nowMs: number;
  /** Where `--since last` began. */
  readonly sinceLast?: number | undefined;
  /** What the file held that is brought up to date. */
  readonly masterDigest?: string | undefined;
  /** The files that were there, and may be replaced. */
  readonly replaces?: readonly WrittenState[];
  /** The column file as it was. */
  readonly fileText?: string;
}

/** Puts an export into the ledger. */
export function recordExport(
  { ledger, scope, settings }: Session,
  run: {
    readonly id: string;
    readonly request: ExportRequest;
    readonly nowMs: number;
    readonly start: Pick<ExportSettings, 'sinceLast' | 'masterDigest' | 'replaces'>;
  },
): StoredRun {
  const { request, nowMs, start } = run;
  const { flags, chosen } = request;
  const path = resolve(request.output.path);
  const where = request.output.isMerge ? { mergeInto: path } : { output: path };
  const kept = Object.fromEntries(KEPT_FLAGS.map((name) => [name, flags[name]]));
  return ledger.runs.create({
    id: run.id,
    command: 'export',
    target: flags.stream,
    keyField: '',
    scope,
    input: '',
    inputBytes: 0,
    inputSha256: '',
    mapping: flags.mapping ?? '',
    mappingText: chosen.fileText,
    settings: { ...kept, ...where, baseUrl: settings.baseUrl, nowMs, ...start, fileText: chosen.fileText },
    outDir: dirname(path),
    startedAt: nowMs,
  });
}

/** Takes the run for this process. */
export function lockExport({ ledger }: Session, id: string): Lock {
  const lock = ledger.lockRun(id);
  if (lock) return lock;
  throw new LedgerError(
    'run-locked',
    `another process is at run ${id}; wait until it ends, or stop it, then: sobot-etl resume ${id}`,
  );
}

/** Takes the output for this process: two that write one file would each replace what the other wrote. */
export function lockOutput({ ledger }: Session, path: string): Lock {
  const lock = ledger.lockFolder(resolve(path));
  if (lock) return lock;
  throw new LedgerError(
    'output-locked',
    `another export is writing ${path}; wait until it ends, or give another file with -o`,
  );
}

/** Refuses to go on with an export of another tenant: its file would hold the customers of two. */
export function requireSameScope({ scope, settings }: Session, run: StoredRun): void {
  if (scope === run.scope) return;
  const { baseUrl } = run.settings as unknown as ExportSettings;
  throw new UsageError(
    `run ${run.id} reads from ${baseUrl} with another app id or address than ${settings.baseUrl}; choose those credentials, then: sobot-etl resume ${run.id}`,
  );
}
