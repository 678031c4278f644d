import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { isRepeatable, type Payload, type Target } from '../../targets/index.ts';
import type { ImportJob } from '../import-job.ts';
import { storedCells } from '../row-outcomes.ts';

/** A row whose key stands for a record that an earlier run made, and which the server would make once more. */
interface KnownKey {
  readonly row: Row;
  readonly key: string;
  readonly hash: string;
}

/** What an earlier run sent for the key. */
interface EarlierSend {
  readonly id: string;
  readonly hash: string | undefined;
  /** How the run is called, if it is known still. */
  readonly run?: string | undefined;
}

/** Would the server make another record of the same payload, though its key says that it is one? */
function makesAnother(target: Target, payload: Payload, identifiedBy: readonly string[]): boolean {
  return target.keyed === true && !isRepeatable(target, payload, identifiedBy);
}

/** The outcome of a row whose key an earlier run has sent; nothing where the row may be sent. */
export function alreadyImported(
  { run: { target, sequence }, rules, ledger }: ImportJob,
  payload: Payload,
  known: KnownKey,
): RowOutcome | undefined {
  if (rules.again || !ledger.knowsKeys || !makesAnother(target, payload, rules.identifiedBy)) return undefined;
  const sent = ledger.lastSent?.(known.key);
  if (sent?.id === undefined || (sequence !== undefined && sent.run === sequence)) return undefined;
  return importedOutcome(target, known, { id: sent.id, hash: sent.hash });
}

/** The same, where what was sent is known. A row that was edited since is not skipped without a word: the API cannot bring its edit to the record. */
export function importedOutcome(target: Target, { row, key, hash }: KnownKey, sent: EarlierSend): RowOutcome {
  const facts = { row: row.number, key, hash, remoteId: sent.id };
  const made = `${sent.run === undefined ? 'an earlier run' : `run ${sent.run}`} has made "${key}" (${sent.id})`;
  if (sent.hash === hash) {
    return {
      ...facts,
      state: 'skipped',
      code: 'already-imported',
      message: `${made}; to make another one: --again`,
    };
  }
  const change =
    target.name === 'customer'
      ? 'change it with target customer-update and that id'
      : 'the API cannot change it: do so in the CRM';
  return {
    ...facts,
    state: 'rejected',
    code: 'edited-since-import',
    message: `${made} with other values than this row has. It is not made twice: ${change}. To make another one: --again`,
    cells: storedCells(row),
  };
}
