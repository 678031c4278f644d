import { csvChunkSplitter } from '../csv/csv-chunk-splitter.ts';
import { derivedTable, type Row, type Table } from '../row.ts';
import type { ChunkFacts, ChunkFormat, ChunkSource, ChunkSplitter, SplittableTable } from '../splittable-table.ts';
import { sheetChunkSplitter } from '../xlsx/sheet-chunk-splitter.ts';
import { profileQuality, type TableQualityProfile } from './column-profile.ts';
import { ChunkIssueLog, type DataIssue, type IssueCounts, type IssueKind, IssueLog } from './issue-log.ts';
import { type InspectorOptions, RowInspector } from './row-inspector.ts';

/** How data-quality issues are treated. */
export interface InspectOptions {
  /** Import rows even where values lost information (`--accept-damage`). */
  readonly accept?: boolean;
  /** Called with every issue of rows that are read by `batches()`. */
  readonly onIssue?: (issue: DataIssue) => void;
}

/** A table whose data-quality issues are found while it is read. */
export interface InspectedTable extends Table {
  /** The first 1,000 issues; complete once `batches()` has ended. */
  readonly findings: readonly DataIssue[];
  /** The number of issues of each kind. */
  readonly issueCounts: Readonly<Partial<Record<IssueKind, number>>>;
  /** Called between two batches: lets other threads split and inspect the remaining rows. Undefined where the rows must be read in order. */
  split(): ChunkSource<InspectedChunkFormat, InspectedChunkFacts> | undefined;
}

/** Columns are profiled by this many rows. */
const SAMPLE_ROWS = 1000;

/**
 * Finds the data-quality issues of a table. Values that lost information become problems of their row, so that it is not imported;
 * other issues are only reported.
 */
export function inspectTable(table: SplittableTable, options: InspectOptions = {}): InspectedTable {
  const { header } = table;
  // JSON keeps every digit of a number; a workbook has rounded it already.
  const by = { header, accept: options.accept ?? false, exactDigits: table.format === 'jsonl' };
  const log = new IssueLog(header, by.accept, options.onIssue);
  const inspector = new RowInspector(by, log);
  /** Known once the columns have been profiled and the rows of the sample were yielded. */
  let settledProfile: TableQualityProfile | undefined;
  let ended = false;

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const waiting: (readonly Row[])[] = [];
    let sampled = 0;
    let profile: TableQualityProfile | undefined;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const batch of table.batches()) {
        if (profile !== undefined) {
          yield inspector.inspectAll(batch, profile);
          continue;
        }
        waiting.push(batch);
        sampled += batch.length;
        if (sampled < SAMPLE_ROWS) continue;
        profile = profileQuality(header, waiting.flat());
        for (const early of waiting.splice(0)) yield inspector.inspectAll(early, profile);
        settledProfile = profile;
      }
    } catch (error) {
      // The rows before an error are yielded all the same.
      failure = { error };
    }
    profile ??= profileQuality(header, waiting.flat());
    for (const early of waiting) yield inspector.inspectAll(early, profile);
    if (failure !== undefined) throw failure.error;
    ended = true;
  }

  function split(): ChunkSource<InspectedChunkFormat, InspectedChunkFacts> | undefined {
    const shared = settledProfile && table.split?.();
    if (settledProfile === undefined || shared === undefined) return undefined;
    const { format, next, acknowledge, end } = shared;
    return {
      format: { cells: format, by, profile: settledProfile },
      next,
      acknowledge({ cells, issues }) {
        const before = acknowledge(cells);
        log.add(issues, before);
        return before;
      },
      end,
    };
  }

  const inspected = derivedTable(table, batches, () => (ended ? log.notices() : []));
  return Object.assign(inspected, { findings: log.findings, issueCounts: log.counts, split });
}

/** How a chunk is split and inspected: plain data. */
export interface InspectedChunkFormat {
  readonly cells: ChunkFormat;
  readonly by: InspectorOptions;
  readonly profile: TableQualityProfile;
}

export interface InspectedChunkFacts {
  readonly cells: ChunkFacts;
  readonly issues: IssueCounts;
}

/** Splits and inspects chunks, with the same result as reading the table in order. */
export function inspectedChunkSplitter({
  cells,
  by,
  profile,
}: InspectedChunkFormat): ChunkSplitter<InspectedChunkFacts> {
  const splitCells = cells.format === 'csv' ? csvChunkSplitter(cells) : sheetChunkSplitter(cells);
  return (text, take) => {
    const log = new ChunkIssueLog();
    const inspector = new RowInspector(by, log);
    const facts = splitCells(text, (rows) => take(inspector.inspectAll(rows, profile)));
    return facts && { cells: facts, issues: { notes: log.notes, counts: log.counts } };
  };
}
