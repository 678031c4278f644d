import type { DataIssue } from '../../files/index.ts';
import { type Problem, shorten } from '../../mapping/index.ts';
import { counted, t } from '../../words/index.ts';

/** Maximum number of rules that notices name, and of cells that a summary lists. */
const MAX_RULES = 20;
const MAX_FINDINGS = 100;

interface Known {
  readonly first: Problem;
  readonly firstRow: number;
  rows: number;
}

/** Counts the rows that break rules which only warn. */
export class RuleWarnings {
  /** Number of values. */
  count = 0;
  readonly findings: DataIssue[] = [];
  readonly #rules = new Map<string, Known>();

  note(row: number, warnings: readonly Problem[] = []): void {
    for (const warning of warnings) {
      const { code, field = '', column = '', value = '', message } = warning;
      this.count += 1;
      const name = `${code}\n${field}\n${column}`;
      const known = this.#rules.get(name);
      if (known) known.rows += 1;
      else this.#rules.set(name, { first: warning, firstRow: row, rows: 1 });
      if (this.findings.length >= MAX_FINDINGS) continue;
      const columnName = column === '' ? field : column;
      this.findings.push({ code: 'rule-warning', row, column: -1, columnName, text: value, message, lost: false });
    }
  }

  /** One for each rule, the most frequent first. `isResumed`: rows of earlier processes are not mapped again, and not counted. */
  notices(isResumed: boolean): string[] {
    const since =
      isResumed && this.count > 0 ? [t`These are rows since the run was resumed; earlier ones are not counted.`] : [];
    const known = [...this.#rules.values()].sort((one, other) => other.rows - one.rows);
    const notices = known.slice(0, MAX_RULES).map(({ first, firstRow, rows }) => {
      const { column, field = '', message } = first;
      const where = shorten(column === undefined || column === '' ? field : column);
      const those = counted(rows, 'row breaks', 'rows break');
      return t`${those} a rule of the mapping that only warns. The first is row ${firstRow}, "${where}": ${message}.`;
    });
    return [...notices, ...since];
  }
}
