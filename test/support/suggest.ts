import type { Cell, Row } from '../../src/files/row.ts';
import type { Lookups } from '../../src/mapping/index.ts';
import {
  createSuggester,
  readTableStatistics,
  type Suggestion,
  type TableStatistics,
  tenantFactsOf,
} from '../../src/suggest/index.ts';
import { targets } from '../../src/targets/index.ts';
import type { Target } from '../../src/targets/target.ts';

/** The target of that name. */
export function targetOf(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target;
}

/** The statistics of rows under a header. */
export async function profileRows(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<TableStatistics> {
  async function* batches(): AsyncGenerator<readonly Row[]> {
    yield rows.map((cells, index) => ({ number: index + 2, cells }));
  }
  return readTableStatistics(header, batches());
}

/** Suggests a mapping; without lookups it knows nothing about the tenant. */
export async function suggestFor(
  table: TableStatistics,
  { target = 'customer', lookups }: { readonly target?: string; readonly lookups?: Lookups } = {},
): Promise<Suggestion> {
  const wanted = targetOf(target);
  const facts = lookups && (await tenantFactsOf(wanted, lookups));
  return (await createSuggester(wanted, table, facts)).suggest();
}

/** The field that a suggestion gives a column: `nick`, `custom:Birthday`, `tags.add`; `null` if it is not sent. */
export function placeOf({ placements }: Suggestion, column: string): string | null {
  const found = placements.find(({ columns }) => columns.some(({ written }) => written === column));
  if (found === undefined) return null;
  if (found.candidate.section === 'custom') return `custom:${found.candidate.label}`;
  return found.candidate.section === 'fields' ? found.candidate.key : found.candidate.id;
}
