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
import { t } from '../../words/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { type Reporter, type RunReporter, runReporter } from '../reporter.ts';
import { openSession, type Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { hasCredentials, resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { readTable } from './read-table.ts';

/** The options of every suggestion. */
export interface SuggestOptions extends SourceChoice {
  readonly connection: AnyConnection;
  /** Replace an existing file. */
  readonly replace?: boolean | undefined;
  /** Makes the uncertain decisions. Default: the most likely choice. */
  readonly decide?: Decide | undefined;
  readonly reporter?: Reporter;
  /** The stream that `-` stands for. */
  readonly stdin?: Readable | undefined;
}

/** A suggested mapping. */
export interface SuggestedMapping {
  readonly input: string;
  readonly suggestion: Suggestion;
  /** The mapping file's text. */
  readonly text: string;
  /** The path of the mapping file, if it was written. */
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
    throw new UsageError(t`${output} already exists. Choose another name with -o, or replace it with --yes`);
  }
  const { source, table } = await readTable(file, options, target, { reporter, stdin });
  const tenant = await openTenantAccess(connection, reporter);
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

/** Makes the uncertain decisions of a suggestion. */
type Decide = (suggester: Suggester) => Promise<Suggestion>;

interface Question {
  readonly target: Target;
  readonly table: TableStatistics;
  readonly tenant: TenantAccess;
  /** Makes the uncertain decisions. */
  readonly decide?: Decide | undefined;
  /** Decisions that are already made. */
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

/** Verifies a generated mapping: it must load, and compile for the header of its file. */
export async function verifyMapping(text: string, { table }: Suggestion, tenant: TenantAccess): Promise<void> {
  try {
    const mapping = parseMapping(text, 'mapping.yaml');
    await tenant.compile(
      mapping,
      table.columns.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new Error(t`the generated mapping is invalid: ${error.message}`, { cause: error });
  }
}

/** Access to the tenant for suggestions; without credentials or a response, suggestions work without the tenant. */
interface TenantAccess {
  /** Calls `use` with the facts of the tenant, or without facts if it cannot be reached. */
  withFacts<Answer>(target: Target, use: (facts: TenantFacts | undefined) => Promise<Answer>): Promise<Answer>;
  /** Compiles a mapping for the tenant, if it can be reached. */
  compile(mapping: LoadedMapping, header: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the tenant of the current credentials; without credentials, reports what the suggestion lacks. */
export async function openTenantAccess(connection: AnyConnection, reporter: RunReporter): Promise<TenantAccess> {
  const { options, env } = splitConnection(connection);
  if (!hasCredentials(options, env)) {
    reporter.message(
      'info',
      t`No credentials: the tenant’s custom fields, agents and lists are not considered. Log in with: sobot-etl login`,
    );
    return noTenant;
  }
  const session = await openSession(resolveSettings(options, env), systemClock, Math.random);
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
          t`The CRM could not be read (${error.message}): its custom fields, agents and lists are not considered.`,
        );
        return use(undefined);
      }
    },
    async compile(mapping, header) {
      if (isReachable) await compileMapping(mapping, { header, inputPath: t`the file`, lookups });
    },
    close: () => session.close(),
  };
}
