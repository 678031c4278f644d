import { MappingError, parseMapping } from '../../mapping/index.ts';
import {
  createSuggester,
  type Decisions,
  type Suggester,
  type Suggestion,
  type TableStatistics,
} from '../../suggest/index.ts';
import type { Target } from '../../targets/target.ts';
import type { TenantAccess } from './map-tenant.ts';

/** Settles what is doubtful about a suggestion. */
export type Decide = (suggester: Suggester) => Promise<Suggestion>;

interface Question {
  readonly target: Target;
  readonly table: TableStatistics;
  readonly tenant: TenantAccess;
  /** Decides what is doubtful. */
  readonly decide?: Decide | undefined;
  /** What is certain already. */
  readonly decisions?: Decisions;
}

/** The best mapping of a spreadsheet. */
export async function suggest({ target, table, tenant, decide, decisions }: Question): Promise<Suggestion> {
  const plain = await tenant.withFacts(target, (facts) => createSuggester(target, table, facts));
  const suggester: Suggester = {
    ...plain,
    suggest: (answers = new Map()) => plain.suggest(new Map([...(decisions ?? []), ...answers])),
  };
  return decide ? decide(suggester) : suggester.suggest();
}

/** A mapping that is handed out has been tried: it loads, and compiles for this very header. */
export async function verifyMapping(text: string, { table }: Suggestion, tenant: TenantAccess): Promise<void> {
  try {
    const mapping = parseMapping(text, 'mapping.yaml');
    await tenant.compile(
      mapping,
      table.columns.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new Error(`the mapping that it made does not hold: ${error.message}`, { cause: error });
  }
}
