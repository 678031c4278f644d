import { askAboutDoubts } from '../../cli/map-questions.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { MappingError, parseMapping } from '../../mapping/index.ts';
import {
  createSuggester,
  type Decisions,
  type Suggester,
  type Suggestion,
  type TableProfile,
} from '../../suggest/index.ts';
import type { Target } from '../../targets/target.ts';
import type { MapFlags } from './map-flags.ts';
import type { Tenant } from './map-tenant.ts';

interface Question {
  readonly file: string;
  readonly target: Target;
  readonly table: TableProfile;
  readonly tenant: Tenant;
  readonly terminal: Terminal;
  readonly flags: MapFlags;
  /** What is certain already. */
  readonly decisions?: Decisions;
}

/** The best mapping of a spreadsheet; on a terminal a person is asked about what is doubtful. */
export async function suggest({
  file,
  target,
  table,
  tenant,
  terminal,
  flags,
  decisions,
}: Question): Promise<Suggestion> {
  const plain = await tenant.ask(target, (facts) => createSuggester(target, table, facts));
  const suggester: Suggester = {
    ...plain,
    suggest: (answers = new Map()) => plain.suggest(new Map([...(decisions ?? []), ...answers])),
  };
  if (!terminal.isInteractive || flags.yes || flags.quiet || file === '-') return suggester.suggest();
  return askAboutDoubts(suggester, { input: process.stdin, output: process.stderr });
}

/** A mapping that is handed out has been tried: it loads, and compiles for this very header. */
export async function tryOut(text: string, { table }: Suggestion, tenant: Tenant): Promise<void> {
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
