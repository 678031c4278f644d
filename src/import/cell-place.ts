import { columnLetters } from '../files/column-letters.ts';
import type { Table } from '../files/index.ts';
import { Columns } from '../mapping/columns.ts';

/** Says where in its file a cell stands, as people find it there. `column` is as problems name it: one column, or several with commas. */
export type CellLocator = (column: string, row: number) => string;

/** `Owner, F23` of a workbook; `row 23, column "Owner"` of a file of text. */
export function createCellLocator({ format, header }: Pick<Table, 'format' | 'header'>): CellLocator {
  const columns = new Columns(header);
  const namesIn = (joined: string): readonly string[] => {
    const parts = joined.split(', ');
    return columns.find(joined).length === 0 && parts.every((part) => columns.find(part).length > 0) ? parts : [joined];
  };
  if (format !== 'xlsx') {
    return (joined, row) => {
      const names = namesIn(joined).map((name) => `"${name}"`);
      return `row ${row}, ${names.length === 1 ? 'column' : 'columns'} ${names.join(' and ')}`;
    };
  }
  return (joined, row) =>
    namesIn(joined)
      .map((name) => {
        // Of several columns of one name it is not known which is meant, so none of their cells is named.
        const [only, second] = columns.find(name);
        return only === undefined || second !== undefined
          ? `${name}, row ${row}`
          : `${name}, ${columnLetters(only)}${row}`;
      })
      .join(' and ');
}
