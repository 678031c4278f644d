import { hash as digest } from 'node:crypto';
import type { Row } from '../../files/row.ts';
import type { KnownRow, RowOutcome } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/mapped-row.ts';
import type { CellLocator } from '../cell-place.ts';
import type { Identity } from '../identity/identity.ts';
import type { ImportJob } from '../import-job.ts';
import type { Admission } from '../import-stages.ts';
import type { PendingRow } from '../pending-row.ts';
import { rejectedRow, storedCells } from '../rejected-row.ts';
import { unknownOutcome } from '../row-outcomes.ts';
import type { SourceRow } from '../source/mapped-rows.ts';
import { alreadyImported } from './already-imported.ts';
import type { Duplicates } from './duplicates.ts';

/** It cannot be told before it is known which values too many rows share. */
export interface Unclear {
  readonly kind: 'unclear';
}

export interface AdmissionRules {
  readonly job: ImportJob;
  readonly duplicates: Duplicates;
  readonly identity: Identity | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was made? */
  readonly canAsk: boolean;
}

/** Decides about a row in its turn, by its mapping and by what an earlier process of the run has done with it. */
export function admitRow({ row, before, mapped, identified }: SourceRow, rules: AdmissionRules): Admission | Unclear {
  const { job, duplicates, identity, locateCell: placeOf } = rules;
  if (!mapped) {
    if (before?.state !== 'rejected') duplicates.sent(before?.key, row.number);
    return { kind: 'nothing' };
  }
  const isFit = mapped.payload !== undefined && mapped.problems.length === 0;
  let outcome = isFit ? duplicates.outcome(row, mapped) : rejectedRow(row, mapped, placeOf);
  // What an earlier process has begun to send it had the right to.
  if (!outcome && identified && !before) {
    const collision = identity?.outcome(row, identified);
    if (collision === 'unknown') return { kind: 'unclear' };
    outcome = collision;
  }
  if (!outcome) {
    duplicates.take(row, mapped);
    if (identified) identity?.take(row, identified);
  }
  if (outcome || !mapped.payload) {
    if (before && isRemoved(mapped, before, job)) return { kind: 'settled', outcome: removed(row, before) };
    if (!before) return { kind: 'settled', outcome: outcome ?? rejectedRow(row, mapped, placeOf) };
    return before.state === 'in_doubt'
      ? { kind: 'nothing' }
      : { kind: 'settled', outcome: interruptedOutcome(row, before) };
  }
  const { rules: policy, ledger, delivery } = job;
  const isLooked = policy.filter !== undefined;
  const isCompared = policy.changedOnly || ledger.knowsKeys === true;
  if (!delivery && !isCompared && !isLooked) return settledAs('skipped', row, mapped);
  const hash = hashOf(mapped);
  const { key, payload, followUps: steps = [] } = mapped;
  const ready: PendingRow = { row, payload, followUps: steps, key, hash, hasIntent: before !== undefined };
  if (before) return admitInterruptedRow(ready, before, rules);
  const imported = key === undefined ? undefined : alreadyImported(job, payload, { row, key, hash });
  const isUnchanged = policy.changedOnly && key !== undefined && ledger.lastSent?.(key)?.hash === hash;
  if (isUnchanged) return { kind: 'settled', outcome: { ...unchanged(row, mapped), hash } };
  if (imported) return { kind: 'settled', outcome: imported };
  if (!delivery && !isLooked) return settledAs('skipped', row, mapped, hash);
  return { kind: 'send', row: ready };
}

/** A row that an earlier process has sent, or has begun to send. */
function admitInterruptedRow(ready: PendingRow, before: KnownRow, { job, canAsk }: AdmissionRules): Admission {
  const { state, remoteId, action, step = 0 } = before;
  const resend = job.rules.resendInDoubt || job.run.target.removes === true;
  if (state === 'saved') return { kind: 'send', row: { ...ready, saved: { remoteId, action, step } } };
  if (step > 0) {
    if (resend) return { kind: 'send', row: { ...ready, saved: { remoteId, action, step, isUnconfirmed: true } } };
    return state === 'in_doubt'
      ? { kind: 'nothing' }
      : { kind: 'settled', outcome: interruptedOutcome(ready.row, before) };
  }
  if (canAsk) return unknownOutcome(ready, INTERRUPTED, job.control.clock.elapsed());
  if (resend) return { kind: 'send', row: ready };
  return state === 'in_doubt'
    ? { kind: 'nothing' }
    : { kind: 'settled', outcome: interruptedOutcome(ready.row, before) };
}

const INTERRUPTED = {
  code: 'in-doubt',
  message: 'the run ended while this row was being sent',
  outage: false,
};

/** What the row is to remove cannot be found any more, now that an earlier process has begun to remove it. */
function isRemoved({ problems }: MappedRow, { state }: KnownRow, { run }: ImportJob): boolean {
  return (
    run.target.removes === true &&
    state === 'sending' &&
    problems.length > 0 &&
    problems.every(({ code }) => code === 'not-found')
  );
}

function removed(row: Row, { key, hash }: KnownRow): RowOutcome {
  return { row: row.number, state: 'done', action: 'remove', key, hash };
}

/** A row whose intent was on disk when its process ended: nobody knows whether its request arrived. */
function interruptedOutcome(row: Row, { key, hash, remoteId, action, step = 0 }: KnownRow): RowOutcome {
  const what =
    step > 0
      ? `the customer is saved (${remoteId}), but whether its further call no. ${step} was carried out is not known`
      : `${INTERRUPTED.message}: the server may have saved it or not`;
  return {
    row: row.number,
    state: 'in_doubt',
    key,
    hash,
    remoteId,
    action,
    step,
    code: INTERRUPTED.code,
    message: `${what}. Look it up, then either leave it or: sobot-etl resume --resend-in-doubt`,
    cells: storedCells(row),
  };
}

function unchanged(row: Row, { key }: MappedRow): RowOutcome {
  return { row: row.number, state: 'skipped', key, code: 'unchanged', message: 'the row is as it was last sent' };
}

function settledAs(state: 'skipped', row: Row, { key }: MappedRow, hash?: string): Admission {
  return { kind: 'settled', outcome: { row: row.number, state, key, hash } };
}

/** Names what is sent for a row, further calls included: 96 bits, which is plenty to tell a key's versions apart. */
function hashOf({ payload, followUps: steps }: MappedRow): string {
  const text = JSON.stringify(steps && steps.length > 0 ? [payload, steps] : payload);
  return digest('sha1', text, 'base64url').slice(0, 16);
}
