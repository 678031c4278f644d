import { cellText, type Row } from '../../files/index.ts';
import {
  Columns,
  type FieldSpecObject,
  FOLLOW_UP_SECTIONS,
  followUpFields,
  type LoadedMapping,
  longForm,
  type MappedRow,
  type MappingPath,
  type RowMapper,
} from '../../mapping/index.ts';

/** A row of an errors file as the run read it, and as people have corrected it; both have the cells of the run's input, in its order. */
export interface CorrectedRow {
  readonly before: Row;
  readonly after: Row;
}

/** A field whose value comes from one column. */
export interface LearnableField {
  readonly path: MappingPath;
  /** Its name in problems. */
  readonly name: string;
  readonly spec: FieldSpecObject;
  readonly column: number;
  readonly columnName: string;
}

/** A refused cell with its correction, in a row that is fit to send since. */
export interface Evidence {
  readonly row: CorrectedRow;
  readonly from: string;
  readonly to: string;
  /** The codes of the problems of the cell. */
  readonly codes: readonly string[];
  /** What the mapping makes of the corrected row. */
  readonly expected: MappedRow;
}

/** What people have corrected in the column of a field. */
export interface FieldCorrections {
  readonly field: LearnableField;
  readonly evidence: readonly Evidence[];
  /** Rows whose refused cell was changed, including those that are still refused or left out. */
  readonly rows: number;
}

/** The corrections of refused cells by field, and how many changed cells were not refused. */
export interface Corrections {
  readonly fields: readonly FieldCorrections[];
  readonly otherCells: number;
}

/** Collects the corrections of refused cells: those in whose column the mapping found a problem. */
export async function collectCorrections(
  mapping: LoadedMapping,
  header: readonly string[],
  rows: readonly CorrectedRow[],
  mapper: RowMapper,
): Promise<Corrections> {
  const known = fieldsOfOneColumn(mapping, header);
  const found = new Map(known.map((field) => [field, { evidence: [] as Evidence[], rows: 0 }]));
  let otherCells = 0;
  for (const row of rows) {
    const changed = changedColumns(row);
    if (changed.length === 0) continue;
    const { problems } = await mapper.map(row.before);
    const expected = await mapper.map(row.after);
    // Of a row that is left out, nothing is sent that could prove a lesson.
    const isFit = expected.problems.length === 0 && expected.leftOut === undefined;
    for (const column of changed) {
      const refused = known.flatMap((field) => {
        if (field.column !== column) return [];
        const codes = problems.filter((problem) => problem.field === field.name).map(({ code }) => code);
        return codes.length > 0 ? [{ field, codes }] : [];
      });
      if (refused.length === 0) otherCells += 1;
      for (const { field, codes } of refused) {
        const of = found.get(field);
        if (of === undefined) continue;
        of.rows += 1;
        const [from, to] = [row.before, row.after].map(({ cells }) => cellText(cells[column]).trim());
        if (isFit) of.evidence.push({ row, from: from ?? '', to: to ?? '', codes, expected });
      }
    }
  }
  const fields = [...found].flatMap(([field, { evidence, rows }]) => (rows > 0 ? [{ field, evidence, rows }] : []));
  return { fields, otherCells };
}

/** The indexes of the cells that differ. */
export function changedColumns({ before, after }: CorrectedRow): number[] {
  return before.cells.flatMap((cell, index) => (cellText(cell) === cellText(after.cells[index]) ? [] : [index]));
}

function fieldsOfOneColumn({ content }: LoadedMapping, header: readonly string[]): LearnableField[] {
  const sections = [
    ...(['fields', 'custom'] as const).flatMap((section) =>
      Object.entries(content[section] ?? {}).map(([name, spec]) => ({ path: [section, name], name, spec })),
    ),
    ...FOLLOW_UP_SECTIONS.flatMap((section) =>
      followUpFields(content, section).map(({ path, spec }) => ({ path, name: path.join('.'), spec })),
    ),
  ];
  const columns = new Columns(header);
  return sections.flatMap(({ path, name, spec: given }) => {
    const spec = longForm(given);
    const [only, ...others] = [spec.column ?? []].flat().flatMap((column) => columns.find(column));
    if (only === undefined || others.length > 0) return [];
    return [{ path, name, spec, column: only, columnName: header[only] ?? '' }];
  });
}
