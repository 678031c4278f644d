import { csvChunkSplitter } from '../csv/csv-stretch.ts';
import type { TableQualityProfile } from '../damage/column-profile.ts';
import { type InspectorOptions, RowInspector } from '../damage/damage-inspector.ts';
import { ChunkIssueLog, type IssueCounts } from '../damage/damage-notes.ts';
import { sheetChunkSplitter } from '../xlsx/sheet-stretch.ts';
import type { ChunkFormat } from './cell-form.ts';
import type { ChunkFacts, ChunkSplitter } from './share.ts';

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
