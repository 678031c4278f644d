import type { Row } from '../../files/index.ts';
import type { ImportSummary, PreSendFilter, ResultColumns, Tagging } from '../../import/index.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping, Lookups, RowMapper } from '../../mapping/index.ts';
import type { ConnectionOptions } from '../connection.ts';
import type { Session } from '../session.ts';
import type { DestructiveAction } from './confirm-destructive.ts';
import type { ImportChoice } from './import-choice.ts';
import type { InputFile } from './open-input.ts';

/** What an import, a check or a resumed run starts from. */
export interface ImportRequest {
  readonly command: 'import' | 'check' | 'tag';
  /** The run's id, where the caller has given it one. */
  readonly id?: string;
  readonly options: ImportChoice;
  /** How the API is reached, to be said again in the next command. */
  readonly connection: ConnectionOptions;
  readonly mapping: LoadedMapping;
  /** Its lock, where the caller has taken it. */
  readonly lock?: Lock | undefined;
  /** The run to resume. */
  readonly resumed?: StoredRun;
  /** It has been recorded, but nothing of it has been done. */
  readonly isNew?: boolean;
  readonly resendInDoubt?: boolean;
  /** What people call the input, where that is not its path. */
  readonly inputName?: string | undefined;
  /** It is one file of a plan, whose end says what is next. */
  readonly isStep?: true;
  /** What is written once the run is over and before the ledger says so: a killed process leaves it to the next. */
  readonly beforeEnd?: ((summary: ImportSummary) => Promise<void>) | undefined;
  /** What the command adds; the mapping is its own then, and left in the run's folder. */
  readonly extension?: ImportExtension;
}

/** Is it a new run that sends something? A resumed run was confirmed when it began. */
export function startsSending({ command, options, resumed }: ImportRequest): boolean {
  return command !== 'check' && !options.dryRun && !resumed;
}

/** What a command adds to an import: made once the file is open and before its mapping is compiled. */
export type ImportExtension = (from: {
  readonly session: Session;
  readonly input: InputFile;
  readonly header: readonly string[];
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
  /** Its columns in `results.csv`. */
  readonly resultColumns?: ResultColumns;
  /** May a row be sent, judging by its cells? */
  readonly maySend?: (row: Row) => boolean;
  /** Scans the file for records that its rows need and that are missing, once the mapping is valid. Errors: what cannot be created. */
  readonly scanInput?: (maySend: (row: Row) => boolean) => Promise<void>;
  /** Creates those records after confirmation; the mapping is compiled again then. */
  readonly createMissingRecords?: () => Promise<void>;
  /** It detects changes itself, so that earlier runs are not compared with. */
  readonly detectsChanges?: true;
  /** The mapping is the user's own, and is not left in the run's folder. */
  readonly keepsMapping?: true;
  /** What needs confirmation besides the destructive action of the mapping. */
  readonly destructiveAction?: (mapper: RowMapper) => DestructiveAction;
  /** What the rows would change, or have been sent to change: members of the summary, and lines for people. */
  readonly changeSummary?: () => {
    readonly facts: Readonly<Record<string, unknown>> & { readonly tagging?: Tagging };
    /** For people, where nothing was sent. */
    readonly lines: readonly string[];
    /** The same where it was. */
    readonly sentLines?: readonly string[];
  };
}

/** Several extensions as one, each in its turn. */
export function combineExtensions(...given: readonly (ImportExtension | undefined)[]): ImportExtension | undefined {
  const extensions = given.filter((extension) => extension !== undefined);
  const [first, second] = extensions;
  if (second === undefined) return first;
  return async (from) => combineParts(await Promise.all(extensions.map((extend) => extend(from))));
}

function combineParts(parts: readonly ExtendedImport[]): ExtendedImport {
  const filter = parts.find((part) => part.filter)?.filter;
  const resultColumns = parts.find((part) => part.resultColumns)?.resultColumns;
  const destructiveAction = parts.find((part) => part.destructiveAction)?.destructiveAction;
  return {
    lookups: (lookups) => parts.reduce((known, part) => part.lookups?.(known) ?? known, lookups),
    mapper: (mapper) => parts.reduce((mapping, part) => part.mapper(mapping), mapper),
    ...(filter && { filter }),
    ...(resultColumns && { resultColumns }),
    ...(destructiveAction && { destructiveAction }),
    maySend: (row) => parts.every((part) => part.maySend?.(row) ?? true),
    async scanInput(maySend) {
      for (const part of parts) await part.scanInput?.(maySend);
    },
    async createMissingRecords() {
      for (const part of parts) await part.createMissingRecords?.();
    },
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
