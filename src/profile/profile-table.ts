import { cellText, columnLetters, inspectTable, type Row, type SplittableTable } from '../files/index.ts';
import { createSuggester, readTableStatistics, type Suggestion } from '../suggest/index.ts';
import type { Target } from '../targets/index.ts';
import { shortened } from '../words/index.ts';
import { ColumnIssues } from './column-issues.ts';
import { ColumnProfiler } from './column-profiler.ts';
import type { ColumnProfile, LikelyField, TableProfile } from './table-profile.ts';

/** The first rows, from which likely fields are found. */
const SAMPLE_ROWS = 10_000;
const MAX_VALUE_CHARS = 80;

/**
 * Reads all rows of a table once and profiles each column; closes nothing. Memory depends on the columns, not on the rows. `onRows`
 * is called with the number of rows so far. Errors: `FileError`.
 */
export async function profileTable(
  table: SplittableTable,
  target: Target,
  onRows: (rows: number) => void = () => {},
): Promise<TableProfile> {
  const { header } = table;
  const issues = new ColumnIssues();
  const inspected = inspectTable(table, { onIssue: (issue) => issues.add(issue) });
  const profilers = header.map(() => new ColumnProfiler());
  const sample: Row[] = [];
  let rows = 0;
  let suggestion: Suggestion | undefined;
  for await (const batch of inspected.batches()) {
    for (const row of batch) {
      for (const [column, profiler] of profilers.entries()) profiler.add(row.cells[column], row.number);
      for (const problem of row.problems ?? []) {
        issues.addProblem(problem, row.number, shownCell(row, problem.column));
      }
    }
    rows += batch.length;
    if (suggestion === undefined) sample.push(...batch);
    if (suggestion === undefined && sample.length >= SAMPLE_ROWS) {
      suggestion = await suggest(header, sample.splice(0), target);
    }
    onRows(rows);
  }
  suggestion ??= await suggest(header, sample, target);
  const fields = likelyFields(suggestion);
  return {
    file: table.path,
    format: table.format,
    detected: table.detected,
    target: target.name,
    rows: { read: rows },
    columns: profilers.map((profiler, column): ColumnProfile => {
      const { field = null, note = null } = fields.get(column) ?? {};
      const found = [...issues.of(column), ...profiler.issues()];
      return {
        name: header[column] ?? '',
        letters: columnLetters(column),
        ...profiler.facts(),
        issues: found.sort((one, other) => other.count - one.count),
        field,
        field_note: note,
      };
    }),
    issues: issues.of(),
    notices: [...table.notices],
  };
}

function shownCell({ cells }: Row, column: number | undefined): string {
  return shortened(cellText(column === undefined ? cells[0] : cells[column]), MAX_VALUE_CHARS);
}

async function suggest(header: readonly string[], rows: readonly Row[], target: Target): Promise<Suggestion> {
  const statistics = await readTableStatistics(header, once(rows));
  return (await createSuggester(target, statistics, undefined)).suggest();
}

async function* once<Batch>(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}

interface Likely {
  readonly field?: LikelyField;
  readonly note?: string;
}

/** The likely field of each column, by its index. */
function likelyFields({ placements, unplaced }: Suggestion): Map<number, Likely> {
  const found = new Map<number, Likely>();
  for (const { candidate, columns, confidence, warnings } of placements) {
    const { section, key, label } = candidate;
    const field = {
      field: section === 'fields' ? key : `${section}.${key}`,
      label,
      confidence: hundredths(confidence),
    };
    for (const { profile } of columns) found.set(profile.index, { field, ...(warnings[0] && { note: warnings[0] }) });
  }
  for (const { column, reason } of unplaced) found.set(column.index, { note: reason });
  return found;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
