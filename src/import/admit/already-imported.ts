import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { isRepeatable, type Payload, type Target } from '../../targets/index.ts';
import type { ImportJob, SentKey } from '../import-job.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import { storedCells } from '../row-outcomes.ts';

/** A row whose key belongs to a record that an earlier run created and that the server would create again. */
interface KnownKey {
  readonly row: Row;
  readonly key: string;
  readonly hash: string;
}

/** The outcome of an earlier run for the key. */
interface EarlierSend {
  readonly id: string;
  readonly hash: string | undefined;
  /** The id of the run, if it is still known. */
  readonly run?: string | undefined;
}

/** Would the server create another record for the payload, although its key says that it is the same one? */
function createsAnother(target: Target, payload: Payload, identifiedBy: readonly string[]): boolean {
  return target.keyed === true && !isRepeatable(target, payload, identifiedBy);
}

/** The outcome of a row whose key an earlier run sent; undefined if the row may be sent. `sent` is what was last sent under the key. */
export function alreadyImported(
  { run: { target, sequence }, rules, ledger }: ImportJob,
  payload: Payload,
  known: KnownKey,
  sent: SentKey | undefined,
): RowOutcome | undefined {
  if (rules.again || !ledger.knowsKeys || !createsAnother(target, payload, rules.identifiedBy)) return undefined;
  if (sent?.id === undefined || (sequence !== undefined && sent.run === sequence)) return undefined;
  return importedOutcome(target, known, { id: sent.id, hash: sent.hash });
}

/** The same, given what was sent. A row that was edited since is rejected rather than skipped: the API cannot apply its edit to the record. */
export function importedOutcome(target: Target, { row, key, hash }: KnownKey, sent: EarlierSend): RowOutcome {
  const facts = { row: row.number, key, hash, remoteId: sent.id };
  if (sent.hash === hash) {
    return {
      ...facts,
      state: 'skipped',
      code: 'already-imported',
      message: IMPORT_MESSAGES['already-imported'].text.created(key, sent.id, sent.run),
    };
  }
  const { created } = IMPORT_MESSAGES['edited-since-import'].text;
  return {
    ...facts,
    state: 'rejected',
    code: 'edited-since-import',
    message: created(key, sent.id, sent.run, target.name === 'customer'),
    cells: storedCells(row),
  };
}
