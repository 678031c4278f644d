import type { RowChange } from './row-change.ts';
import type { SqlDatabase } from './sql.ts';

/** What the ledger stores about a row in every state. */
export interface RowFacts {
  /** The row's number in its file. */
  readonly row: number;
  readonly key?: string | undefined;
  /** Hash of what is sent for the row, for `--changed-only`. */
  readonly hash?: string | undefined;
  /** The record's id on the server. */
  readonly remoteId?: string | undefined;
  readonly action?: string | undefined;
  readonly attempts?: number | undefined;
  /** Which of the row's requests this is about: 0, the default, is its own; 1 and up are its follow-up requests. */
  readonly step?: number | undefined;
  /** What the row changes; written together with the rest. Without one, a change that is stored already stays. */
  readonly change?: RowChange | undefined;
}

/** A cell of a row: its text, or for numbers, dates and so on also the value in its workbook. */
export type StoredCell = string | { readonly kind: string; readonly text: string; readonly value?: number | boolean };

/** The outcome of a row. */
export interface RowOutcome extends RowFacts {
  readonly state: FinalState;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly message?: string | undefined;
  /** The text that the file has for the key, if a lookup turned it into something else. */
  readonly keyText?: string | undefined;
  /** The row's cells, stored for rows that did not succeed, so that `errors.csv` can be rewritten and corrected. */
  readonly cells?: readonly StoredCell[] | undefined;
  /** 64-bit hashes of the values that identify the row's customer, each in two halves. */
  readonly identities?: readonly number[] | undefined;
  /** The same of the values that no other row of the file may have, nor of the errors files that come of it. */
  readonly uniqueValues?: readonly number[] | undefined;
}

/** A row as it is written. */
export type RowRecord = Omit<RowOutcome, 'state'> & { readonly state: RowState };

/** A row that the run touched before. It has its stored change only if it may still be sent. */
export interface KnownRow extends RowFacts {
  readonly state: RowState;
  /** Another process takes care of it. */
  readonly isHandedOut?: true;
}

/** The columns of the table `rows` after `run`, in the order of `toValues`. */
export const ROW_COLUMNS =
  'row, state, key, hash, remote_id, action, attempts, step, code, field, message, cells, key_text' as const;

export function toValues(record: RowRecord): (string | number | null)[] {
  const {
    row,
    state,
    key,
    hash,
    remoteId,
    action,
    attempts = 0,
    step = 0,
    code,
    field,
    message,
    cells,
    keyText,
  } = record;
  const texts = [key ?? null, hash ?? null, remoteId ?? null, action ?? null];
  const reasons = [code ?? null, field ?? null, message ?? null, cells ? JSON.stringify(cells) : null];
  return [row, state, ...texts, attempts, step, ...reasons, keyText ?? null];
}

export function knownFrom(record: Record<string, unknown>): KnownRow {
  return {
    row: Number(record['row']),
    state: record['state'] as RowState,
    key: text(record['key']),
    hash: text(record['hash']),
    remoteId: text(record['remote_id']),
    action: text(record['action']),
    attempts: Number(record['attempts']),
    step: Number(record['step']),
  };
}

export function outcomeFrom(record: Record<string, unknown>): RowOutcome {
  const cells = text(record['cells']);
  return {
    ...knownFrom(record),
    state: record['state'] as FinalState,
    code: text(record['code']),
    field: text(record['field']),
    message: text(record['message']),
    keyText: text(record['key_text']),
    cells: cells === undefined ? undefined : (JSON.parse(cells) as StoredCell[]),
  };
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

/**
 * The states of a row. `sending` is the intent that is on disk before a request leaves that may not be repeated; `saved` is a
 * customer whose follow-up requests (tags, stage, …) are not complete; every other state is final for the run. A row that is not in
 * the ledger has not been touched.
 */
export const ROW_STATES = {
  // A row that was sent is rejected only if it counts as that although its request succeeded.
  sending: { final: false, next: ['saved', 'created', 'updated', 'done', 'rejected', 'failed', 'in_doubt'] },
  saved: { final: false, next: ['sending', 'saved', 'created', 'updated', 'done', 'rejected', 'failed', 'in_doubt'] },
  created: { final: true, next: [] },
  updated: { final: true, next: [] },
  done: { final: true, next: [] },
  rejected: { final: true, next: [] },
  failed: { final: true, next: [] },
  skipped: { final: true, next: [] },
  // A lookup or a resend may resolve a row in doubt. While it is resent it stays in doubt.
  in_doubt: { final: true, next: ['saved', 'created', 'updated', 'done', 'failed', 'in_doubt'] },
} as const satisfies Record<string, { final: boolean; next: readonly string[] }>;

export type RowState = keyof typeof ROW_STATES;
export type FinalState = Exclude<RowState, 'sending' | 'saved'>;

/** The states that say that a row succeeded. */
export const SUCCESS_STATES: readonly RowState[] = ['created', 'updated', 'done'];
/** The states that people have to review: those listed in `errors.csv`. */
export const ERROR_STATES = ['rejected', 'failed', 'in_doubt'] as const satisfies readonly FinalState[];

/** The code of a row that succeeded but was merged with another row's customer: people have to review it as well. */
export const MERGED_CODE = 'merged-with';

/** May a row change from one state to another? A row without a state may change to any. */
export function mayBecome(from: RowState | undefined, to: RowState): boolean {
  return from === undefined || (ROW_STATES[from].next as readonly string[]).includes(to);
}

/** May a row in this state still change? */
export function isOpen(state: RowState): boolean {
  return ROW_STATES[state].next.length > 0;
}

/** Do people have to review the row? */
export function needsReview({
  state,
  code,
}: {
  readonly state: RowState;
  readonly code?: string | undefined;
}): boolean {
  return code === MERGED_CODE || (ERROR_STATES as readonly RowState[]).includes(state);
}

/** The same as a condition, which must be exactly that of the index, or SQLite does not use it. */
export const ROWS_TO_REVIEW = `(state IN (${ERROR_STATES.map((state) => `'${state}'`).join(', ')}) OR code = '${MERGED_CODE}')`;

/** What became of rows, by their numbers; rows that the run has not touched are missing. */
export async function rowOutcomes(
  database: SqlDatabase,
  { seq }: { readonly seq: number },
  rows: readonly number[],
): Promise<Map<number, RowOutcome>> {
  if (rows.length === 0) return new Map();
  const among = database.dialect.among('row', 'integer');
  const sql = `SELECT ${ROW_COLUMNS} FROM rows WHERE run = ? AND ${among}`;
  const records = await database.all(sql, [seq, JSON.stringify(rows)]);
  return new Map(records.map(outcomeFrom).map((outcome) => [outcome.row, outcome]));
}
