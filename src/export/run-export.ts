import { Stopped } from '../dispatch/dispatcher.ts';
import { FileError, type RowWriter, type WrittenFiles } from '../files/index.ts';
import { LedgerError } from '../ledger/index.ts';
import type { CustomFieldDefinition } from '../sobot/endpoints/custom-fields.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import { pages } from '../sobot/pages.ts';
import { chooseColumns } from './choose-columns.ts';
import type { ExportColumn, Row } from './column.ts';
import { customEntries } from './decode/custom-values.ts';
import type { ExportJob } from './export-job.ts';
import { otherColumn, otherMembers, streamColumns } from './stream-columns.ts';
import type { ExportSummary } from './summary.ts';

/** How an export goes on, to be watched. */
export interface ExportProgress {
  written: number;
  expected: number;
}

export interface RunningExport {
  readonly progress: ExportProgress;
  /** Ends with the summary, also of an export that was stopped. Throws only what is a defect or a wrong column. */
  readonly finished: Promise<ExportSummary>;
}

/** Reads a stream into a file, which gets its name only when it is whole. */
export function startExport(job: ExportJob): RunningExport {
  const progress: ExportProgress = { written: 0, expected: 0 };
  return { progress, finished: exportStream(job, progress) };
}

async function exportStream(job: ExportJob, progress: ExportProgress): Promise<ExportSummary> {
  const startedAt = job.clock.now();
  let writer: RowWriter | undefined;
  let written: WrittenFiles | undefined;
  let reason: Error | undefined;
  let duplicates = 0;
  try {
    const customFields = await readCustomFields(job);
    let columns: readonly ExportColumn[] = [];
    const seen = new Set<string>();
    for await (const rows of batches(job, progress)) {
      if (!writer) {
        columns = resolveColumns(job, customFields, rows);
        writer = await job.open(columns.map(({ name, kind }) => ({ name, kind })));
      }
      const fresh = rows.filter((row) => {
        const id = job.stream.id.map((member) => String(row[member])).join(' ');
        if (seen.has(id)) return false;
        seen.add(id);
        return true;
      });
      duplicates += rows.length - fresh.length;
      await writer.write(fresh.map((row) => valuesOf(job, columns, row)));
      progress.written += fresh.length;
    }
    written = await writer?.commit();
  } catch (error) {
    await writer?.discard();
    if (!isStop(error)) throw error;
    reason = error;
  }
  const complete = written !== undefined && progress.written === progress.expected;
  const durationMs = job.clock.now() - startedAt;
  return {
    run: job.run,
    command: 'export',
    stream: job.stream.name,
    status: reason
      ? reason instanceof Stopped || job.stop?.aborted
        ? 'interrupted'
        : 'aborted'
      : complete
        ? 'completed'
        : 'completed_with_errors',
    ...(reason && { reason: reason.message }),
    rows: { written: written ? progress.written : 0, duplicates, expected: progress.expected },
    complete,
    requests: job.dispatcher.counts,
    duration_ms: durationMs,
    rows_per_second: durationMs > 0 ? Math.round((progress.written / durationMs) * 10_000) / 10 : 0,
    notices: written?.notices ?? [],
    files: { output: written?.paths ?? [] },
  };
}

function isStop(error: unknown): error is Error {
  return (
    error instanceof Stopped ||
    error instanceof SobotError ||
    error instanceof FileError ||
    error instanceof LedgerError
  );
}

async function readCustomFields({ stream, dispatcher, settings, stop, cancel }: ExportJob) {
  if (!stream.custom || settings.show === 'raw') return [];
  const { answer } = await dispatcher.send(stream.custom.list, {}, { stop, cancel });
  return (answer as { items: CustomFieldDefinition[] }).items;
}

async function* batches(job: ExportJob, progress: ExportProgress): AsyncGenerator<readonly Row[]> {
  const { stream, dispatcher, settings, stop, cancel } = job;
  const call = async (endpoint: typeof stream.endpoint, input: Record<string, unknown>) =>
    (await dispatcher.send(endpoint, input, { stop, cancel })).answer;
  for await (const page of pages(call, stream.endpoint, { ...settings.filter }, { pageSize: settings.pageSize })) {
    progress.expected = page.total ?? progress.written + page.items.length;
    yield page.items as readonly Row[];
  }
}

function resolveColumns(
  { stream, settings }: ExportJob,
  customFields: readonly CustomFieldDefinition[],
  first: readonly Row[],
): readonly ExportColumn[] {
  const known = streamColumns(stream, { customFields, clock: settings.show });
  const hasOthers = first.some((row) => otherMembers(stream)(row) !== undefined);
  if (settings.columns) return chooseColumns([...known, otherColumn(stream)], settings.columns, stream.name);
  return hasOthers ? [...known, otherColumn(stream)] : known;
}

function valuesOf({ stream, settings }: ExportJob, columns: readonly ExportColumn[], row: Row) {
  const custom = customEntries(stream.custom && settings.show !== 'raw' ? row[stream.custom.member] : undefined);
  return columns.map((column) => column.read(row, custom));
}
