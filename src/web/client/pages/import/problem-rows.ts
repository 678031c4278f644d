import type { PageRowProblem } from '../../../schemas/checks.ts';
import type { GridRow } from '../../components/grid.tsx';

/** A row of a file with what is wrong with it, as checks and runs have it. */
export interface ProblemRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly status: string;
  readonly problems: readonly PageRowProblem[];
  readonly edited: readonly string[];
}

/** The row for a grid: each problem is in its cell; one of the whole row is at its number. */
export function gridRowOf(
  header: readonly string[],
  { row, cells, status, problems, edited }: ProblemRow,
  say: (problem: PageRowProblem) => string,
): GridRow {
  const messagesOf = (column: string | null) => problems.filter((problem) => problem.column === column).map(say);
  const ofRow = problems.filter(({ column }) => column === null || !header.includes(column)).map(say);
  const isBad = problems.length > 0 && status !== 'fit';
  return {
    row,
    tone: isBad ? 'bad' : undefined,
    note: ofRow.length > 0 ? ofRow.join(' ') : undefined,
    cells: header.map((name, index) => {
      const messages = messagesOf(name);
      const tone = messages.length > 0 ? 'bad' : edited.includes(name) ? 'good' : undefined;
      return { text: cells[index] ?? '', tone, note: messages.length > 0 ? messages.join(' ') : undefined };
    }),
  };
}
