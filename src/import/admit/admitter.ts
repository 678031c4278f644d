import { hash as digest } from 'node:crypto';
import type { Row } from '../../files/index.ts';
import type { KnownRow, RowOutcome } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import type { Identity } from '../identity/identity.ts';
import type { IdentifiedRow } from '../identity/identity-hashes.ts';
import type { ImportJob } from '../import-job.ts';
import type { Admission, AdmitStage } from '../import-stages.ts';
import type { PendingRow } from '../pending-row.ts';
import type { UnsentValueCounts } from '../record/counters.ts';
import type { KeyTexts } from '../record/recorder.ts';
import { type CellLocator, rejectedRow, storedCells, unknownOutcome } from '../row-outcomes.ts';
import type { PayloadSamples, SourceRow } from '../source/mapped-rows.ts';
import { alreadyImported } from './already-imported.ts';
import { Duplicates } from './duplicates.ts';

interface AdmitterOptions {
  readonly job: ImportJob;
  readonly identity: Identity | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was made? */
  readonly canAsk: boolean;
  readonly keyTexts: KeyTexts;
  readonly samples: PayloadSamples;
  readonly unsent: UnsentValueCounts;
}

/** Decides about rows in the file's order: of two with one key, or of one customer, the first counts. */
export class Admitter implements AdmitStage {
  readonly #options: AdmitterOptions;
  readonly #rules: AdmissionRules;

  constructor(options: AdmitterOptions) {
    const { job, identity, locateCell: placeOf, canAsk } = options;
    const duplicates = new Duplicates(job.rules.duplicates, job.source.mapper.keyText);
    this.#options = options;
    this.#rules = { job, duplicates, identity, locateCell: placeOf, canAsk };
  }

  admit(taken: SourceRow): Admission | Promise<Admission> {
    const { job, identity, keyTexts } = this.#options;
    if (taken.mapped) keyTexts.note(taken.row);
    if (identity === undefined) return this.#decide(taken);
    const { row, before, mapped, identified } = taken;
    if (mapped === undefined) {
      const noted = ownsValues(taken, job) && before ? identity.sent(row, before) : undefined;
      return noted ? noted.then(() => this.#decide(taken)) : this.#decide(taken);
    }
    const looked = identity.identify(row, mapped, identified);
    return this.#decide({ row, before, mapped: looked.mapped, identified: looked }, looked);
  }

  /** `looked` is the row as the tenant would identify it; it is counted once it is known what becomes of the row. */
  #decide(taken: SourceRow, looked?: IdentifiedRow): Admission | Promise<Admission> {
    const admission = admitRow(taken, this.#rules);
    if (admission.kind === 'unclear') return this.#learnShared().then(() => this.admit(taken));
    const { job, identity, unsent, samples } = this.#options;
    const { row, mapped, identified } = taken;
    if (looked) identity?.note(row, looked);
    if (admission.kind !== 'nothing' && mapped?.payload) unsent.note(row.number, mapped.unsent);
    if (!job.delivery) {
      if (mapped?.payload) samples.add(mapped.payload);
    } else if (identified && (admission.kind === 'send' || admission.kind === 'unknown')) {
      identity?.keep(row.number, identified);
    }
    return admission;
  }

  /** Reads which values too many rows share, and takes them out of what was kept to be shown. */
  async #learnShared(): Promise<void> {
    const { identity, samples } = this.#options;
    await identity?.load();
    if (identity) samples.replace((payload) => identity.cleaned(payload));
  }
}

/** Does a row that an earlier process settled have its identifying values for itself? Not if it was rejected, or another row of its key was sent instead. */
function ownsValues({ row, before }: SourceRow, { rules }: ImportJob): boolean {
  if (before === undefined || before.state === 'rejected') return false;
  const { policy, lastRows } = rules.duplicates;
  if (before.state !== 'skipped' || policy !== 'last' || before.key === undefined) return true;
  return lastRows?.get(before.key) === row.number;
}

/** It cannot be told before it is known which values too many rows share. */
interface Unclear {
  readonly kind: 'unclear';
}

interface AdmissionRules {
  readonly job: ImportJob;
  readonly duplicates: Duplicates;
  readonly identity: Identity | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was made? */
  readonly canAsk: boolean;
}

/** Decides about a row in its turn, by its mapping and by what an earlier process of the run has done with it. */
function admitRow({ row, before, mapped, identified }: SourceRow, rules: AdmissionRules): Admission | Unclear {
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
