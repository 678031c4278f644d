import { existsSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { READABLE, replaceFile } from '../../files/index.ts';
import { renderMapping, type Suggestion } from '../../suggest/index.ts';
import type { AnyConnection } from '../connection.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { type Reporter, runReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { openTenantAccess } from './map-tenant.ts';
import { readTable } from './read-table.ts';
import { type Decide, suggest, verifyMapping } from './suggest-for.ts';

/** What every suggestion takes. */
export interface SuggestOptions extends SourceChoice {
  readonly connection: AnyConnection;
  /** Replace what is there. */
  readonly replace?: boolean | undefined;
  /** Settles what is doubtful. Left out: the likeliest is taken. */
  readonly decide?: Decide | undefined;
  readonly reporter?: Reporter;
  /** What `-` stands for. */
  readonly stdin?: Readable | undefined;
}

/** A mapping that was suggested. */
export interface SuggestedMapping {
  readonly input: string;
  readonly suggestion: Suggestion;
  /** The mapping file's text. */
  readonly text: string;
  /** Where it was written; nothing where it was not. */
  readonly output: string | undefined;
}

/** Suggests a mapping for a spreadsheet, and writes it to `output`. Errors: `UsageError`, `FileError`. */
export async function suggestMapping(
  options: SuggestOptions & { readonly file: string; readonly target?: string; readonly output?: string | undefined },
): Promise<SuggestedMapping> {
  const { file, output, connection, replace = false, decide, stdin } = options;
  const reporter = runReporter(options.reporter);
  const target = findTarget(options.target ?? 'customer');
  if (output !== undefined && existsSync(output) && (!replace || statSync(output).isDirectory())) {
    throw new UsageError(`${output} is there already. Choose another name with -o, or replace it with --yes`);
  }
  const { source, table } = await readTable(file, options, target, { reporter, stdin });
  const tenant = openTenantAccess(connection, reporter);
  try {
    const suggestion = await suggest({ target, table, tenant, decide });
    const text = renderMapping(suggestion, { input: file, output: output ?? 'mapping.yaml', source });
    if (suggestion.missing.length === 0) await verifyMapping(text, suggestion, tenant);
    if (output !== undefined) await replaceFile(output, text, READABLE);
    return { input: file, suggestion, text, output };
  } finally {
    await tenant.close();
  }
}
