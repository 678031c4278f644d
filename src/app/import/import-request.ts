import type { CellWords } from '../../change/index.ts';
import type { Row } from '../../files/index.ts';
import type {
  FilterResult,
  ImportCommand,
  ImportSummary,
  OtherRecords,
  PendingRow,
  PreSendFilter,
  ResultColumns,
  Tagging,
} from '../../import/index.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping, Lookups, RowMapper } from '../../mapping/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import type { ConnectionOptions } from '../connection.ts';
import type { RunReporter } from '../reporter.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import type { DestructiveAction } from './confirm-destructive.ts';
import type { ImportChoice } from './import-choice.ts';
import type { NextStep } from './next-step.ts';
import type { InputFile } from './open-input.ts';

/** What an import, a check, a plan or a resumed run starts from. */
export interface ImportRequest {
  readonly command: ImportCommand;
  /** The run's id, if the caller has chosen it. */
  readonly id?: string;
  readonly options: ImportChoice;
  /** How the API is reached; repeated in the next command. */
  readonly connection: ConnectionOptions;
  readonly mapping: LoadedMapping;
  /** The run's lock, if the caller holds it. */
  readonly lock?: Lock | undefined;
  /** The run to resume. */
  readonly resumed?: StoredRun;
  /** The folder to which the files of the resumed run are written from now on, if it is another one than before. */
  readonly newFolder?: string;
  /** The run is in the ledger, but has not begun. */
  readonly isNew?: boolean;
  readonly resendInDoubt?: boolean;
  /** The name of the input in messages, if it is not its path. */
  readonly inputName?: string | undefined;
  /** The run is a step of a plan; the next command is printed at the end of the plan. */
  readonly isStep?: true;
  /** Called after the run and before the ledger records its end, so that a resumed run repeats it after a crash. */
  readonly beforeEnd?: ((summary: ImportSummary) => Promise<void>) | undefined;
  /** What to do after the run, if it is not what follows an import. */
  readonly nextStep?: ((summary: ImportSummary) => Promise<NextStep | undefined>) | undefined;
  /** What the run is about besides its file. Stored with the run. */
  readonly about?: RunSubject | undefined;
  /** What the command adds; the command then generates the mapping and stores it in the run's folder, unless `keepsMapping`. */
  readonly extension?: ImportExtension | undefined;
}

/** The plan that a run applies, the run that it undoes, or the workbook that a plan writes. */
export type RunSubject =
  | { readonly appliedPlan: string }
  | { readonly undoneRun: string }
  | { readonly workbook: string };

/** Is the run kept in the ledger? A check is not. */
export function isRecorded({ command, options }: ImportRequest): boolean {
  return command !== 'check' && !options.dryRun;
}

/** Are rows sent? A plan is kept in the ledger and sends nothing. */
export function sendsRows(request: ImportRequest): boolean {
  return isRecorded(request) && request.command !== 'plan';
}

/** Is it a new run that sends something? A resumed run was confirmed when it began. */
export function startsSending(request: ImportRequest): boolean {
  return sendsRows(request) && !request.resumed;
}

/** What a command adds to an import; created after the file is opened and before its mapping is compiled. */
export type ImportExtension = (from: {
  readonly session: Session;
  readonly signals: StopSignals;
  readonly reporter: RunReporter;
  readonly input: InputFile;
  readonly header: readonly string[];
  /** Nothing is sent. */
  readonly isDry: boolean;
  /** The run began in another process, so its preparation is done. */
  readonly isResumed: boolean;
  /** Aborted: reading the file ends early. */
  readonly stop?: AbortSignal;
}) => Promise<ExtendedImport>;

export interface ExtendedImport {
  readonly lookups?: (lookups: Lookups) => Lookups;
  readonly mapper: <Mapper extends RowMapper>(mapper: Mapper) => Mapper;
  readonly filter?: PreSendFilter;
  /** The mirror that it has opened and closes. */
  readonly mirror?: Mirror | undefined;
  /** Other records with values that are unique in the tenant. */
  readonly otherRecords?: OtherRecords;
  /** Its additional columns in `results.csv`. */
  readonly resultColumns?: ResultColumns;
  /** May a row be sent, judging by its cells? */
  readonly maySend?: (row: Row) => boolean;
  /** Scans the file for missing records that its rows need, once the mapping is valid. Errors: `TaggingError` for what cannot be created. */
  readonly scanInput?: (maySend: (row: Row) => boolean) => Promise<void>;
  /** Creates those records after confirmation; the mapping is compiled again then. */
  readonly createMissingRecords?: () => Promise<void>;
  /** How people call a cell that a row changes, and its value; for the report. */
  readonly cellWords?: CellWords;
  /** Members of the summary, in every process of the run. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Members of the summary that are known only when the run has ended, and notices about them. */
  readonly factsAtEnd?: () => Promise<{
    readonly facts: Readonly<Record<string, unknown>>;
    readonly notices: readonly string[];
  }>;
  /** Called once the run is in the ledger, before its first row is read. Errors: `UsageError`, `LedgerError`; nothing is sent then. */
  readonly onRecorded?: (run: StoredRun) => Promise<void>;
  /** The run keeps what records had before, so that it can be undone. */
  readonly isUndoable?: true;
  /** Called when the run has ended. */
  readonly close?: () => void;
  /** It detects changes itself, so that rows are not compared with earlier runs. */
  readonly detectsChanges?: true;
  /** The mapping is the user's own, and is not stored in the run's folder. */
  readonly keepsMapping?: true;
  /** What needs confirmation besides the destructive action of the mapping. */
  readonly destructiveAction?: (mapper: RowMapper) => DestructiveAction;
  /** What the rows would change, or have changed: members of the summary, and lines for people. */
  readonly changeSummary?: () => {
    readonly facts: Readonly<Record<string, unknown>> & { readonly tagging?: Tagging };
    /** For people, if nothing was sent. */
    readonly lines: readonly string[];
    /** For people, if the rows were sent. */
    readonly sentLines?: readonly string[];
  };
}

/** Combines extensions into one; their parts are applied in the given order. */
export function combineExtensions(...given: readonly (ImportExtension | undefined)[]): ImportExtension | undefined {
  const extensions = given.filter((extension) => extension !== undefined);
  const [first, second] = extensions;
  if (second === undefined) return first;
  return async (from) => combineParts(await Promise.all(extensions.map((extend) => extend(from))));
}

function combineParts(parts: readonly ExtendedImport[]): ExtendedImport {
  const filter = chained(parts.flatMap((part) => part.filter ?? []));
  const resultColumns = joinedColumns(parts.flatMap((part) => part.resultColumns ?? []));
  const destructiveAction = parts.find((part) => part.destructiveAction)?.destructiveAction;
  const cellWords = parts.find((part) => part.cellWords)?.cellWords;
  const mirror = parts.find((part) => part.mirror)?.mirror;
  return {
    lookups: (lookups) => parts.reduce((known, part) => part.lookups?.(known) ?? known, lookups),
    mapper: (mapper) => parts.reduce((mapping, part) => part.mapper(mapping), mapper),
    ...(filter && { filter }),
    ...(resultColumns && { resultColumns }),
    ...(destructiveAction && { destructiveAction }),
    ...(cellWords && { cellWords }),
    ...(mirror && { mirror }),
    maySend: (row) => parts.every((part) => part.maySend?.(row) ?? true),
    async scanInput(maySend) {
      for (const part of parts) await part.scanInput?.(maySend);
    },
    async createMissingRecords() {
      for (const part of parts) await part.createMissingRecords?.();
    },
    facts: Object.assign({}, ...parts.map((part) => part.facts)) as Record<string, unknown>,
    async onRecorded(run) {
      for (const part of parts) await part.onRecorded?.(run);
    },
    close() {
      for (const part of parts) part.close?.();
    },
    ...(parts.some((part) => part.isUndoable) && { isUndoable: true }),
    ...(parts.some((part) => part.detectsChanges) && { detectsChanges: true }),
    ...(parts.every((part) => part.keepsMapping) && { keepsMapping: true }),
    changeSummary() {
      const found = parts.flatMap((part) => part.changeSummary?.() ?? []);
      return {
        facts: Object.assign({}, ...found.map(({ facts }) => facts)) as Record<string, unknown>,
        lines: found.flatMap(({ lines }) => lines),
        sentLines: found.flatMap(({ sentLines = [] }) => sentLines),
      };
    },
  };
}

/** One filter of several: a row that one lets through goes on to the next, as the one before has left it. */
function chained(filters: readonly PreSendFilter[]): PreSendFilter | undefined {
  const [first, second] = filters;
  if (first === undefined || second === undefined) return first;
  return {
    size: Math.min(...filters.map(({ size }) => size)),
    ...(filters.some(({ findsRecords }) => findsRecords) && { findsRecords: true }),
    async filter(rows) {
      let results: readonly FilterResult[] = await first.filter(rows);
      for (const next of filters.slice(1)) results = await passedOn(rows, results, next);
      return results;
    },
  };
}

async function passedOn(
  rows: readonly PendingRow[],
  results: readonly FilterResult[],
  next: PreSendFilter,
): Promise<readonly FilterResult[]> {
  const sent = rows.flatMap((row, index) => {
    const result = results[index];
    return result?.kind === 'send' ? [{ ...row, payload: result.payload }] : [];
  });
  const decided = await next.filter(sent);
  let at = 0;
  return results.map((result) => {
    if (result.kind !== 'send') return result;
    const later = decided[at++] ?? result;
    return later.kind === 'send' ? { ...result, ...later } : later;
  });
}

function joinedColumns(columns: readonly ResultColumns[]): ResultColumns | undefined {
  const [first, second] = columns;
  if (first === undefined || second === undefined) return first;
  return {
    names: columns.flatMap(({ names }) => names),
    cells: (outcome) => columns.flatMap(({ cells }) => cells(outcome)),
    stored: (outcomes) => columns.reduce((all, { stored }) => stored?.(all) ?? all, outcomes),
  };
}
