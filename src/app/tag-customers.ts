import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startExport } from '../export/index.ts';
import { openWriter } from '../files/index.ts';
import type { ImportSummary } from '../import/index.ts';
import type { Lock } from '../ledger/index.ts';
import { parseMapping } from '../mapping/index.ts';
import { systemClock } from '../resilience/index.ts';
import { customers } from '../streams/index.ts';
import { listedTags, type TaggingRequest, type TagKey, taggingMapping } from '../tagging/index.ts';
import { counted, phrase, t } from '../words/index.ts';
import { splitConnection } from './connection.ts';
import { clockOf } from './export/export-choice.ts';
import { selectRows } from './export/export-selection.ts';
import { requireConfirmation } from './import/confirm-destructive.ts';
import type { ImportPolicy, TagCreation } from './import/import-choice.ts';
import { checkTagGroup } from './import/import-extensions.ts';
import { policyOf } from './import/import-file.ts';
import type { ImportRequest } from './import/import-request.ts';
import { withSource } from './import/open-input.ts';
import { checkImportRequest, runImport } from './import/run-import.ts';
import { lockRun, newRunId } from './import/run-record.ts';
import { withLedger } from './open-ledger.ts';
import { reportProgress, sessionEventsFor } from './report-progress.ts';
import { RunMonitor } from './reporter.ts';
import { type RunContext, type RunOptions, withContext } from './run-context.ts';
import { openSession } from './session.ts';
import { taggingExtension } from './tagging-extension.ts';
import { UsageError } from './usage-error.ts';

/** The options of `tagCustomers`. */
export interface TagOptions extends RunOptions, TagChoice, Omit<ImportPolicy, 'changedOnly' | 'force'> {}

/**
 * Adds tags to the customers in a spreadsheet or found by a query, or removes tags from them; their other tags stay.
 * Errors: `TaggingError`, `UsageError`, `FileError`, `SobotError`; no customer is tagged then.
 *
 * @example
 * await tagCustomers({ connection, file: 'fair.csv', by: 'email', column: 'Email', add: ['Channel/Fair'] });
 */
export async function tagCustomers(options: TagOptions): Promise<ImportSummary> {
  const tagging = readTagging(options);
  const where = conditionsOf(options);
  const id = newRunId(Date.now(), Math.random);
  const path = join(options.out ?? join('runs', id), 'mapping.yaml');
  const asks = where.length > 0 ? t`changes the tags of every customer that matches ${where.join(' and ')}` : undefined;
  // The customers in a file were chosen by the user, so they need no confirmation.
  const agreed = options.agreed ?? asks === undefined;
  const { createMissing = false, group, limit, onDuplicate = 'all', dryRun } = options;
  if (asks !== undefined && !dryRun) requireConfirmation([asks], agreed, options.reporter ?? {});
  const request = (found?: { readonly path: string; readonly lock: Lock }): ImportRequest => ({
    command: 'tag',
    id,
    lock: found?.lock,
    mapping: withSource(parseMapping(taggingMapping(tagging), path), options),
    options: {
      ...policyOf({ ...options, onDuplicate, agreed, changedOnly: false }),
      file: found?.path ?? options.file ?? '',
      mapping: path,
    },
    connection: splitConnection(options.connection).options,
    inputName: found && (options.mask ? t`customers of a query` : t`customers where ${where.join(', ')}`),
    extension: taggingExtension({ request: tagging, createMissing, group, limit, asks }),
  });
  checkImportRequest(request(), options.reporter ?? {});
  return withContext(options, (context) => {
    if (where.length === 0) return runImport(request(), context);
    return withLedger(context.settings, async (ledger) => {
      // The staging file belongs to a run that is not in the ledger yet; the lock keeps other processes from removing it.
      const lock = await lockRun(ledger, id);
      const found = await findCustomers(id, where, context).catch(async (error: unknown) => {
        await lock.release();
        throw error;
      });
      return runImport(request({ path: found, lock }), context);
    });
  });
}

/** The customers and their tags to change. */
interface TagChoice extends TagCreation {
  /** Path of the spreadsheet; requires `by` and `column`. Either this or `where`. */
  readonly file?: string | undefined;
  /** What identifies the customers, and the column that holds it. */
  readonly by?: TagKey | undefined;
  readonly column?: string | undefined;
  /** Instead of a file: the customers that match conditions such as `stageid=Intention`. */
  readonly where?: readonly string[] | undefined;
  /** Tags as `Tag` or `Group/Tag`. */
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  /** The columns that hold each row's own tags. */
  readonly addColumn?: string | undefined;
  readonly removeColumn?: string | undefined;
}

/** The column with the ids of the customers that a query has found. */
const ID_COLUMN = 'id';

/** The tags and customers of a request. Errors: `UsageError` that says what is missing. */
function readTagging(choice: TagChoice): TaggingRequest {
  const { addColumn, removeColumn } = choice;
  const [add, remove] = [listsOf(choice.add), listsOf(choice.remove)];
  if (add.length + remove.length === 0 && addColumn === undefined && removeColumn === undefined) {
    throw new UsageError(
      t`No tags given: use --add or --remove with tags as Tag or Group/Tag, or --add-column or --remove-column`,
    );
  }
  checkTagGroup(choice);
  return { ...customersOf(choice), add, remove, addColumn, removeColumn };
}

/** The conditions of `--where`. */
function conditionsOf({ where }: TagChoice): readonly string[] {
  return where ?? [];
}

function customersOf(choice: TagChoice): Pick<TaggingRequest, 'by' | 'column'> {
  const { file, by, column, addColumn, removeColumn } = choice;
  if (conditionsOf(choice).length > 0) {
    if (file !== undefined)
      throw new UsageError(t`Give either a file or --where, not both: --where finds the customers by itself`);
    const given = Object.entries({ by, column, 'add-column': addColumn, 'remove-column': removeColumn });
    const wrong = given.find(([, value]) => value !== undefined);
    if (wrong) throw new UsageError(t`--${wrong[0]} needs a file, and --where has none`);
    return { by: 'id', column: ID_COLUMN };
  }
  if (file === undefined)
    throw new UsageError(t`No customers given: name a file, or a condition such as --where stageid=Intention`);
  if (by === undefined || column === undefined) {
    throw new UsageError(
      t`How should customers in ${file} be identified? Give --by and the column, such as --by email --column Email`,
    );
  }
  return { by, column };
}

function listsOf(given: readonly string[] = []): string[] {
  return given.map(listedTags).filter((list) => /[^\s,;，；、]/.test(list));
}

const FOUND_COLUMNS = [ID_COLUMN, 'nick', 'tel', 'email'].map((name) => ({ name }));
const FIND_PAGE_SIZE = 100;

/**
 * Writes the customers that a query finds to the staging file of the run, so that the run can be resumed although its own
 * tagging changes the result of the query. Returns the file's path. Errors: `UsageError`, `ExportError`, `SobotError`.
 */
async function findCustomers(
  run: string,
  where: readonly string[],
  { settings, signals, reporter }: RunContext,
): Promise<string> {
  const watch = new RunMonitor(systemClock.elapsed);
  const { stop, cancel } = signals;
  const session = await openSession(settings, systemClock, Math.random, {
    ...sessionEventsFor(reporter, watch),
    stop,
    cancel,
  });
  const path = session.ledger.stagingPath(run);
  try {
    const clock = clockOf(undefined);
    const { selection } = await selectRows(session, customers, { where, nowMs: Date.now() }, clock);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const running = startExport({
      run,
      stream: customers,
      selection,
      dispatcher: session.dispatcher,
      clock: systemClock,
      open: (columns) => openWriter(path, { format: 'csv', columns, guard: false }),
      settings: {
        concurrency: settings.concurrency,
        pageSize: FIND_PAGE_SIZE,
        show: 'raw',
        columns: FOUND_COLUMNS,
        details: false,
        tags: false,
      },
      stop: signals.stop,
    });
    const { progress } = running;
    const requests = session.dispatcher.counts;
    const counts = () => ({ rows: progress.written, errors: 0, total: progress.expected });
    const endProgress = reportProgress(
      reporter,
      { run, title: phrase('Finding'), counts, requests, watch },
      systemClock,
    );
    const { summary } = await running.finished.finally(endProgress);
    if (summary.status === 'completed' && summary.rows.written > 0) {
      reporter.message('info', t`${counted(summary.rows.written, 'customer')} found.`);
      return path;
    }
    await rm(path, { force: true });
    throw new UsageError(
      summary.status === 'completed'
        ? t`No customer matches --where ${where.join(' --where ')}. Nothing was sent.`
        : t`Not all customers could be found: ${summary.reason ?? summary.status}. Nothing was sent.`,
    );
  } finally {
    await session.close();
  }
}
