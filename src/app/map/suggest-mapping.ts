import { existsSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { SobotError } from '../../api/index.ts';
import { READABLE, replaceFile } from '../../files/index.ts';
import { compileMapping, type LoadedMapping, type Lookups, MappingError, parseMapping } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import {
  createSuggester,
  type Decisions,
  renderMapping,
  type Suggester,
  type Suggestion,
  type TableStatistics,
  type TenantFacts,
  tenantFactsOf,
} from '../../suggest/index.ts';
import type { Target } from '../../targets/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { type Reporter, type RunReporter, runReporter } from '../reporter.ts';
import { openSession, type Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { hasCredentials, resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { readTable } from './read-table.ts';

/** What every suggestion takes. */
export interface SuggestOptions extends SourceChoice {
  readonly connection: AnyConnection;
  /** Replace what is there. */
  readonly replace?: boolean | undefined;
  /** Decides what is uncertain. Default: the likeliest. */
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
    throw new UsageError(`${output} already exists. Choose another name with -o, or replace it with --yes`);
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

/** Decides what is uncertain about a suggestion. */
type Decide = (suggester: Suggester) => Promise<Suggestion>;

interface Question {
  readonly target: Target;
  readonly table: TableStatistics;
  readonly tenant: TenantAccess;
  /** Decides what is uncertain. */
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
    throw new Error(`the generated mapping is invalid: ${error.message}`, { cause: error });
  }
}

/** Access to the tenant, as far as a suggestion needs it; without credentials or a response there is none. */
interface TenantAccess {
  /** Calls `use` with the facts of the tenant, or without them if it cannot be reached. */
  withFacts<Answer>(target: Target, use: (facts: TenantFacts | undefined) => Promise<Answer>): Promise<Answer>;
  /** Compiles a mapping for the tenant, if it can be asked. */
  compile(mapping: LoadedMapping, header: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the tenant of the credentials that are set; says what is missing where there are none. */
export function openTenantAccess(connection: AnyConnection, reporter: RunReporter): TenantAccess {
  const { options, env } = splitConnection(connection);
  if (!hasCredentials(options, env)) {
    reporter.message(
      'info',
      'No credentials: the tenant’s custom fields, agents and lists are not considered. Log in with: sobot-etl login',
    );
    return noTenant;
  }
  const session = openSession(resolveSettings(options, env), systemClock, Math.random);
  return tenantAccessOf(session, reporter);
}

const noTenant: TenantAccess = {
  withFacts: (_target, use) => use(undefined),
  compile: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

function tenantAccessOf(session: Session, reporter: RunReporter): TenantAccess {
  const lookups: Lookups = sessionLookups(session, { anew: true });
  let isReachable = true;
  return {
    async withFacts(target, use) {
      if (!isReachable) return use(undefined);
      try {
        return await use(await tenantFactsOf(target, lookups));
      } catch (error) {
        if (!(error instanceof SobotError)) throw error;
        isReachable = false;
        reporter.message(
          'problem',
          `The CRM could not be read (${error.message}): its custom fields, agents and lists are not considered.`,
        );
        return use(undefined);
      }
    },
    async compile(mapping, header) {
      if (isReachable) await compileMapping(mapping, { header, inputPath: 'the file', lookups });
    },
    close: () => session.close(),
  };
}
