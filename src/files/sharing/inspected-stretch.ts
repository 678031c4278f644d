import { csvStretchCutter } from '../csv/csv-stretch.ts';
import type { TableProfile } from '../damage/column-profile.ts';
import { DamageInspector, type InspectorOptions } from '../damage/damage-inspector.ts';
import { type DamageCounts, StretchNotes } from '../damage/damage-notes.ts';
import { sheetStretchCutter } from '../xlsx/sheet-stretch.ts';
import type { CellForm } from './cell-form.ts';
import type { StretchCutter, StretchFacts } from './share.ts';

/** How a stretch is cut, and looked over for what spreadsheets do to data: plain data. */
export interface InspectedForm {
  readonly cells: CellForm;
  readonly by: InspectorOptions;
  readonly profile: TableProfile;
}

export interface InspectedFacts {
  readonly cells: StretchFacts;
  readonly damage: DamageCounts;
}

/** Cuts stretches and looks them over, as reading the table in order does. */
export function inspectedCutter({ cells, by, profile }: InspectedForm): StretchCutter<InspectedFacts> {
  const cut = cells.format === 'csv' ? csvStretchCutter(cells) : sheetStretchCutter(cells);
  return (text, take) => {
    const notes = new StretchNotes();
    const inspector = new DamageInspector(by, notes);
    const facts = cut(text, (rows) => take(inspector.inspectAll(rows, profile)));
    return facts && { cells: facts, damage: { notes: notes.notes, counts: notes.counts } };
  };
}
