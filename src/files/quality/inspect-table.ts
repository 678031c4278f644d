import { csvChunkSplitter } from '../csv/csv-chunk-splitter.ts';
import { derivedTable, type Row, type Table } from '../row.ts';
import type { ChunkFacts, ChunkFormat, ChunkSource, ChunkSplitter, SplittableTable } from '../splittable-table.ts';
import { sheetChunkSplitter } from '../xlsx/sheet-chunk-splitter.ts';
import { profileQuality, type TableQualityProfile } from './column-profile.ts';
import { ChunkIssueLog, type DataIssue, type IssueCounts, type IssueKind, IssueLog } from './issue-log.ts';
import { type InspectorOptions, RowInspector } from './row-inspector.ts';

/** How damage is treated. */
export interface InspectOptions {
  /** Import rows whose values lost information all the same (`--accept-damage`). */
  readonly accept?: boolean;
}

/** A table that is looked over for damage as it is read. */
export interface InspectedTable extends Table {
  /** The first 1,000 findings; complete once `batches()` has ended. */
  readonly findings: readonly DataIssue[];
  /** How many there are of each kind. */
  readonly issueCounts: Readonly<Partial<Record<IssueKind, number>>>;
  /** Asked between two batches: lets other threads cut and look over the rows still to come. Nothing where that cannot be. */
  split(): ChunkSource<InspectedChunkFormat, InspectedChunkFacts> | undefined;
}

/** Columns are judged by so many rows. */
const SAMPLE_ROWS = 1000;

/**
 * Looks over a table for what spreadsheets do to data. Values that lost information become problems of their row, so that it
 * is not imported; the rest is only reported.
 */
export function inspectTable(table: SplittableTable, options: InspectOptions = {}): InspectedTable {
  const { header } = table;
  // JSON keeps every digit of a number; a workbook has rounded it already.
  const by = { header, accept: options.accept ?? false, exactDigits: table.format === 'jsonl' };
  const record = new IssueLog(header, by.accept);
  const inspector = new RowInspector(by, record);
  /** Known once the columns have been judged and the rows that this took are given. */
  let settled: TableQualityProfile | undefined;
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
        settled = profile;
      }
    } catch (error) {
      // Rows that were read before the file went wrong are given all the same.
      failure = { error };
    }
    profile ??= profileQuality(header, waiting.flat());
    for (const early of waiting) yield inspector.inspectAll(early, profile);
    if (failure !== undefined) throw failure.error;
    ended = true;
  }

  function share(): ChunkSource<InspectedChunkFormat, InspectedChunkFacts> | undefined {
    const shared = settled && table.split?.();
    if (settled === undefined || shared === undefined) return undefined;
    const { form, next, acknowledge: took, end } = shared;
    return {
      form: { cells: form, by, profile: settled },
      next,
      acknowledge({ cells, issues: damage }) {
        const before = took(cells);
        record.add(damage, before);
        return before;
      },
      end,
    };
  }

  const inspected = derivedTable(table, batches, () => (ended ? record.notices() : []));
  return Object.assign(inspected, { findings: record.findings, issueCounts: record.counts, split: share });
}

/** How a stretch is cut, and looked over for what spreadsheets do to data: plain data. */
export interface InspectedChunkFormat {
  readonly cells: ChunkFormat;
  readonly by: InspectorOptions;
  readonly profile: TableQualityProfile;
}

export interface InspectedChunkFacts {
  readonly cells: ChunkFacts;
  readonly issues: IssueCounts;
}

/** Cuts stretches and looks them over, as reading the table in order does. */
export function inspectedChunkSplitter({
  cells,
  by,
  profile,
}: InspectedChunkFormat): ChunkSplitter<InspectedChunkFacts> {
  const cut = cells.format === 'csv' ? csvChunkSplitter(cells) : sheetChunkSplitter(cells);
  return (text, take) => {
    const notes = new ChunkIssueLog();
    const inspector = new RowInspector(by, notes);
    const facts = cut(text, (rows) => take(inspector.inspectAll(rows, profile)));
    return facts && { cells: facts, issues: { notes: notes.notes, counts: notes.counts } };
  };
}
