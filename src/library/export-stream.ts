import { checkExport, exportWith } from '../app/export/run-export.ts';
import type { ExportSummary } from '../export/summary.ts';
import type { StreamName } from '../streams/index.ts';
import { connectionFlags } from './connection.ts';
import { type RunOptions, surrounded } from './run-options.ts';

export type { StreamName } from '../streams/index.ts';

/** What `exportStream` takes. */
export interface ExportOptions extends RunOptions {
  /** `customers`, `tags`, `agents`, … */
  readonly stream: StreamName;
  /** File to write; that of an earlier export is replaced when the new one is complete. */
  readonly output: string;
  /** Replace a file that no export wrote, or that was edited since. Otherwise that is a `UsageError`. Default: false. */
  readonly replace?: boolean;
  /** Where the name of the file does not tell it. */
  readonly format?: 'csv' | 'xlsx' | 'jsonl';
  /** Filters by the API's parameters: `{ liable_serviceid: '…' }`. */
  readonly where?: Readonly<Record<string, string | number>>;
  /** Only these columns, in this order. */
  readonly columns?: readonly string[];
  /** Only what changed since: a time, `7d`, or `last`. */
  readonly since?: string;
  readonly until?: string;
  /** Time zone in which times are shown. Default: this machine's. */
  readonly tz?: string;
  /** Codes, times and custom fields as the API sends them. */
  readonly raw?: boolean;
  /** Read each customer's details, too. */
  readonly details?: boolean;
  /** Read each customer's tags, too. */
  readonly tags?: boolean;
  /** Rows to ask for in one request. Default 100. */
  readonly pageSize?: number;
}

/**
 * Exports one list of the CRM into a spreadsheet; answers the summary, whose `complete` says whether the list is whole.
 * Errors: `ExportError`, `UsageError`, `LedgerError`, and `SobotError` before there is a file.
 *
 * @example
 * const { complete, rows } = await exportStream({ connection, stream: 'customers', output: 'customers.xlsx' });
 */
export async function exportStream(options: ExportOptions): Promise<ExportSummary> {
  const { stream, output, format, columns, since, until, tz, where = {} } = options;
  const { raw = false, details = false, tags = false, pageSize = 100, replace = false } = options;
  const request = await checkExport({
    ...connectionFlags(options.connection),
    stream,
    output,
    format,
    since,
    until,
    tz,
    raw,
    details,
    tags,
    pageSize,
    columns: columns?.join(','),
    where: Object.entries(where).map(([name, value]) => `${name}=${value}`),
    forUpdate: false,
    json: false,
    quiet: true,
    verbose: false,
    yes: replace,
  });
  return surrounded(options, (surroundings) => exportWith(request, surroundings));
}
