import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SobotError } from '../../api/index.ts';
import {
  type CellWords,
  CHANGE_MESSAGES,
  type ChangedRecord,
  changesByRecord,
  type RecordToRestore,
  UndoFilter,
} from '../../change/index.ts';
import { cellText, type Row } from '../../files/index.ts';
import { type ImportSummary, type PreSendFilter, type ResultColumns, runFilePaths } from '../../import/index.ts';
import {
  type CellChange,
  type Ledger,
  type RowChange,
  type RowOutcome,
  RUN_STATUSES,
  type StoredChange,
  type StoredRun,
} from '../../ledger/index.ts';
import { type LoadedMapping, parseMapping, ValueError } from '../../mapping/index.ts';
import { createTags, TagCatalogue } from '../../tagging/index.ts';
import { counted, t } from '../../words/index.ts';
import { splitConnection } from '../connection.ts';
import type { ImportPolicy } from '../import/import-choice.ts';
import type { ImportExtension, ImportRequest } from '../import/import-request.ts';
import { shortPath } from '../import/next-step.ts';
import { checkImportRequest, runImport } from '../import/run-import.ts';
import { lockRun, newRunId } from '../import/run-record.ts';
import { ledgerSettings, withLedger } from '../open-ledger.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import type { Session } from '../session.ts';
import { openChangeContext } from './change-context.ts';
import { addsFollowUpRecords } from './change-extension.ts';
import { mirrorOfAgents, recentMirror } from './mirror-of-agents.ts';
import { requireTenantOf } from './run-tenant.ts';
import { undoableRun } from './undoable-run.ts';
import { UndoneCells } from './undone-cells.ts';

/** What `undoRun` takes. */
export interface UndoOptions extends RunOptions, Pick<ImportPolicy, 'dryRun' | 'maxErrors' | 'out' | 'mask' | 'local'> {
  /** The run's id, or part of it. */
  readonly run: string;
}

/** The summary of an undo: an import's, with the run that is undone. */
export type UndoSummary = ImportSummary & { readonly undoes: string };

/**
 * Takes back what a run changed, cell by cell, where nobody has changed it since. It is a run of its own, which can be resumed and
 * undone. Errors, before anything is sent: `UsageError` if the run kept no before-images, and those of `importFile`.
 *
 * @example
 * const { rows } = await undoRun({ connection, run: '20261123-0412-7f3a', dryRun: true });
 */
export async function undoRun(options: UndoOptions): Promise<UndoSummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const { dryRun, maxErrors, out, mask, local } = options;
  const id = newRunId(Date.now(), Math.random);
  return withLedger(ledgerSettings({ ...connection, env }), async (ledger) => {
    const undone = await undoableRun(ledger, options.run);
    const file = ledger.stagingPath(id);
    const request: ImportRequest = {
      command: 'undo',
      id,
      options: { file, mapping: UNDO_MAPPING_PATH, dryRun, maxErrors, out, mask, local },
      connection,
      mapping: undoMapping(),
      about: { undoneRun: undone.id },
      inputName: t`the changes of run ${undone.id}`,
      extension: undoExtension(undone.id),
    };
    checkImportRequest(request, options.reporter ?? {});
    return (await withContext(options, async (context) => {
      for (const text of await cautionsOf(ledger, undone)) context.reporter.message('info', text);
      const lock = await lockRun(ledger, id);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await pipeline(Readable.from(linesOf(ledger, undone)), createWriteStream(file, { mode: 0o600 }));
      return runImport({ ...request, lock }, context);
    })) as UndoSummary;
  });
}

/** What an undo does not reach, in sentences. */
async function cautionsOf(ledger: Ledger, run: StoredRun): Promise<string[]> {
  let unknown = 0;
  for await (const { state, remoteId, change } of ledger.changes(run).all())
    if (UNSURE_STATES.includes(state) && change.id === undefined && remoteId === undefined) unknown += 1;
  const { resumable } = RUN_STATUSES[run.status];
  return [
    ...(resumable
      ? [t`Run ${run.id} was cut short; only what it has sent is undone. Do not resume it afterwards.`]
      : []),
    ...(addsFollowUpRecords(parseMapping(run.mappingText, run.mapping))
      ? [t`Follow-up records that run ${run.id} added stay: the API cannot remove them.`]
      : []),
    ...(unknown > 0
      ? [
          t`${counted(unknown, 'row')} of run ${run.id} may have created a customer that is not known, and is not tagged. Look up the rows in doubt: ${shortPath(runFilePaths(run.outDir).errors)}`,
        ]
      : []),
  ];
}

/** The states of rows whose request may have been processed. */
const UNSURE_STATES: readonly string[] = ['sending', 'in_doubt'];

/** The records of an undo are its input: one line each, kept so that the undo can be resumed. */
interface UndoLine {
  /** The numbers of the undone rows: `2`, or `2, 5`. */
  readonly row: string;
  readonly id: string;
  readonly name: string;
  readonly cells: string;
  readonly companions: string;
  readonly isNew: string;
}

async function* linesOf(ledger: Ledger, run: StoredRun): AsyncGenerator<string> {
  const records = changesByRecord(() => ledger.changes(run).all());
  for await (const record of records) yield `${JSON.stringify(lineOf(record))}\n`;
}

function lineOf({ rows, id, name, cells, companions, isNew }: ChangedRecord): UndoLine {
  return {
    row: rows.join(', '),
    id,
    name: name || id,
    cells: JSON.stringify(cells),
    companions: JSON.stringify(companions),
    isNew: isNew ? 'yes' : '',
  };
}

const UNDO_MAPPING_PATH = 'undo.yaml';

/** Reads the lines; what is sent for each is decided by the filter. */
export function undoMapping(): LoadedMapping {
  const text = [
    'version: 1',
    'target: customer-update',
    'key: { column: row }',
    'fields:',
    '  id: id',
    // Not sent; only because an edit needs one.
    '  nick: id',
    '',
  ].join('\n');
  return parseMapping(text, UNDO_MAPPING_PATH);
}

/** The group of the tags that mark customers which runs created. */
const UNDO_GROUP = 'Undo';

/** What an undo adds to an import. */
export function undoExtension(undone: string): ImportExtension {
  return async ({ session, header, isDry, isResumed, ...from }) => {
    const run = await session.ledger.runs.find(undone);
    if (run !== undefined) requireTenantOf(run, 'undo', session);
    const mirror = (await mirrorOfAgents(session, run, from)) ?? (await recentMirror(session, from));
    const { values, reader, displacedBy, cellWords } = await openChangeContext(session, {
      mirror,
      usesTags: true,
      listsAgents: true,
    });
    const indexOf = (name: keyof UndoLine) => header.indexOf(name);
    const [id, name, isNew] = [indexOf('id'), indexOf('name'), indexOf('isNew')];
    const [cells, companions] = [indexOf('cells'), indexOf('companions')];
    const recordOf = (row: Row): RecordToRestore => ({
      id: cellText(row.cells[id]),
      name: cellText(row.cells[name]),
      cells: JSON.parse(cellText(row.cells[cells])) as CellChange[],
      companions: JSON.parse(cellText(row.cells[companions])) as RecordToRestore['companions'],
      isNew: cellText(row.cells[isNew]) !== '',
    });
    let changes: ReturnType<Ledger['changes']> | undefined;
    let tag: Promise<string> | undefined;
    const undoTagName = `${UNDO_GROUP}/${undone}`;
    const undoTag = () => {
      tag ??= isDry ? Promise.resolve(undoTagName) : ensureUndoTag(session, undone);
      return tag;
    };
    const undoneCells = new UndoneCells(isResumed);
    const filter = new UndoFilter({
      limits: session.settings,
      ...{ recordOf, undoTag, undoTagName, values, reader, displacedBy },
      keep: (kept) => undoneCells.keep(kept),
    });
    const underWay = new Map<number, RowChange>();
    return {
      mapper: (mapper) => mapper,
      keepsMapping: true,
      filter: remembering(filter, { underWay, undoneCells }),
      resultColumns: undoColumns(cellWords, underWay, () => changes?.all()),
      cellWords,
      facts: { undoes: undone },
      isUndoable: true,
      async onRecorded(recorded) {
        changes = session.ledger.changes(recorded);
        undoneCells.record(session.ledger, recorded);
      },
      factsAtEnd: () => undoneCells.facts(),
      close: () => mirror?.close(),
    };
  };
}

/** The filter, which also remembers what the rows that it passes on will change: their outcomes do not say it. */
function remembering(
  filter: PreSendFilter,
  { underWay, undoneCells }: { readonly underWay: Map<number, RowChange>; readonly undoneCells: UndoneCells },
): PreSendFilter {
  return {
    size: filter.size,
    ...(filter.findsRecords && { findsRecords: true }),
    async filter(rows) {
      const results = await filter.filter(rows);
      undoneCells.plan(results);
      for (const [index, { row, stored }] of rows.entries()) {
        const change = results[index]?.change ?? stored;
        if (change !== undefined) underWay.set(row.number, change);
      }
      return results;
    },
  };
}

/**
 * The columns of `results.csv` that say what was restored (or would be), and what was kept or cannot be restored, and why. `underWay`:
 * the changes of rows that are being sent. `stored`: the changes that the ledger has, in row order.
 */
function undoColumns(
  words: CellWords,
  underWay: Map<number, RowChange>,
  stored: () => AsyncIterable<StoredChange> | undefined,
): ResultColumns {
  return {
    names: ['_restored', '_kept'],
    cells({ row, state, code, message = '', change = underWay.get(row) }) {
      underWay.delete(row);
      const isRestored = state === 'done' || code === 'cannot-restore' || (state === 'skipped' && code === undefined);
      const cells = isRestored ? (change?.cells ?? []) : [];
      return [cells.map((cell) => changeText(cell, words)).join('; '), message];
    },
    stored: (outcomes) => withChanges(outcomes, stored()),
  };
}

/** The outcomes with their changes; both are in row order. */
async function* withChanges(
  outcomes: AsyncIterable<RowOutcome>,
  changes: AsyncIterable<StoredChange> | undefined,
): AsyncGenerator<RowOutcome> {
  const changed = changes?.[Symbol.asyncIterator]();
  try {
    let next = await changed?.next();
    for await (const outcome of outcomes) {
      while (next && !next.done && next.value.row < outcome.row) next = await changed?.next();
      const isChanged = next && !next.done && next.value.row === outcome.row;
      yield isChanged ? { ...outcome, change: next?.value.change } : outcome;
    }
  } finally {
    await changed?.return?.();
  }
}

function changeText({ field, before = null, after }: CellChange, { label, shown }: CellWords): string {
  return `${label(field)}: "${shown(field, before)}" → "${shown(field, after)}"`;
}

/** The id of the tag that marks customers which the run created; it is created if it is missing. Errors: `SobotError`. */
async function ensureUndoTag({ dispatcher, readList }: Session, run: string): Promise<string> {
  const reread = () => TagCatalogue.read((endpoint, query) => readList(endpoint, query));
  const name = `${UNDO_GROUP}/${run}`;
  const known = await reread();
  const found = known.find(name);
  if (!(found instanceof ValueError)) return found.id;
  await createTags([{ group: UNDO_GROUP, tag: run }], known, { dispatcher, reread });
  const created = (await reread()).find(name);
  if (!(created instanceof ValueError)) return created.id;
  const message = CHANGE_MESSAGES['no-undo-tag'].text.notListed(name);
  throw new SobotError(message, { code: 'no-undo-tag', disposition: 'stop-run' });
}
