import { hash as digest } from 'node:crypto';
import type { Row } from '../../files/index.ts';
import { isOpen, type KnownRow, type RowOutcome } from '../../ledger/index.ts';
import type { MappedRow, Problem } from '../../mapping/index.ts';
import type { Clock } from '../../resilience/index.ts';
import type { Identity } from '../identity/identity.ts';
import type { IdentifiedRow } from '../identity/identity-hashes.ts';
import type { ImportJob } from '../import-job.ts';
import type { Admission, AdmitStage } from '../import-stages.ts';
import { interruptedInDoubt, interruptedUnknown } from '../in-doubt.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { PendingRow } from '../pending-row.ts';
import type { UnsentValueCounts } from '../record/counters.ts';
import type { KeyTexts } from '../record/recorder.ts';
import type { RuleWarnings } from '../record/rule-warnings.ts';
import { type CellLocator, leftOutRow, rejectedRow } from '../row-outcomes.ts';
import type { PayloadSamples } from '../source/mapped-rows.ts';
import type { SourceRow } from '../source-row.ts';
import { alreadyImported } from './already-imported.ts';
import { Duplicates } from './duplicates.ts';
import { EarlierSends } from './earlier-sends.ts';
import type { BrokenRule, UniqueValues } from './unique-values.ts';

interface AdmitterOptions {
  readonly job: ImportJob;
  readonly identity: Identity | undefined;
  /** Undefined if no rule makes values unique. */
  readonly unique: UniqueValues | undefined;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was created? */
  readonly canAsk: boolean;
  readonly keyTexts: KeyTexts;
  readonly samples: PayloadSamples;
  readonly unsent: UnsentValueCounts;
  readonly warnings: RuleWarnings;
}

/** Decides about rows in the file's order: of two rows with the same key or customer, the first counts. */
export class Admitter implements AdmitStage {
  readonly #options: AdmitterOptions;
  readonly #rules: AdmissionRules;

  constructor(options: AdmitterOptions) {
    const { job, identity, unique, locateCell, canAsk } = options;
    const duplicates = new Duplicates(job.rules.duplicates, job.source.mapper.keyText);
    const earlier = new EarlierSends({ job, duplicates, identity, unique });
    this.#options = options;
    this.#rules = { job, duplicates, identity, unique, earlier, locateCell, canAsk };
  }

  readAhead(batch: readonly SourceRow[], index: number): Promise<void> | undefined {
    return this.#rules.earlier.readAhead(batch, index);
  }

  admit(sourceRow: SourceRow): Admission | Promise<Admission> {
    const { unique } = this.#options;
    if (unique === undefined || sourceRow.mapped) return this.#admit(sourceRow);
    const taken = this.#takeUnique(sourceRow, unique);
    return taken ? taken.then(() => this.#admit(sourceRow)) : this.#admit(sourceRow);
  }

  /** A row that was admitted and handed out, but not sent in time. `before`: what has been done with it meanwhile. */
  admitAgain(pending: PendingRow, before: KnownRow | undefined): Admission {
    if (before === undefined) return { kind: 'send', row: pending };
    if (!isOpen(before.state) || before.state === 'in_doubt') return { kind: 'nothing' };
    return admitInterruptedRow({ ...pending, hasIntent: true }, before, interruptedRules(this.#rules));
  }

  /** A row that an earlier process completed has its unique values: it is mapped again to learn them. */
  #takeUnique(sourceRow: SourceRow, unique: UniqueValues): Promise<void> | undefined {
    const { job } = this.#options;
    const { row } = sourceRow;
    if (!ownsValues(sourceRow, job)) return undefined;
    const mapped = job.source.mapper.map(row);
    if (mapped instanceof Promise) return mapped.then((found) => unique.take(row, found));
    unique.take(row, mapped);
    return undefined;
  }

  #admit(sourceRow: SourceRow): Admission | Promise<Admission> {
    const { job, identity, keyTexts } = this.#options;
    if (sourceRow.mapped) keyTexts.note(sourceRow.row);
    if (identity === undefined) return this.#decide(sourceRow);
    const { row, before, mapped, identified } = sourceRow;
    if (mapped === undefined) {
      const noted = ownsValues(sourceRow, job) && before ? identity.sent(row, before) : undefined;
      return noted ? noted.then(() => this.#decide(sourceRow)) : this.#decide(sourceRow);
    }
    const cleaned = identity.identify(row, mapped, identified);
    return this.#decide({ row, before, mapped: cleaned.mapped, identified: cleaned }, cleaned);
  }

  /** `cleaned` is the row without values that identify nobody; these are counted once the row is decided. */
  #decide(sourceRow: SourceRow, cleaned?: IdentifiedRow): Admission | Promise<Admission> {
    const broken = brokenRules(sourceRow, this.#options.unique);
    const admission = admitRow(sourceRow, this.#rules, broken);
    if (admission.kind === 'unclear') return this.#loadSharedValues().then(() => this.admit(sourceRow));
    const { job, identity, unique, unsent, samples, warnings } = this.#options;
    const { row, mapped, identified } = sourceRow;
    if (cleaned) identity?.note(row, cleaned);
    if (admission.kind !== 'nothing' && mapped?.payload) {
      unsent.note(row.number, mapped.unsent);
      if (admission.kind !== 'completed' || admission.outcome.state !== 'rejected') {
        warnings.note(row.number, mapped.warnings);
        warnings.note(row.number, problemsOf(broken, 'warn'));
      }
    }
    const isSent = admission.kind === 'send' || admission.kind === 'unknown';
    if (isSent) this.#rules.earlier.sent(mapped?.key, row.number);
    if (!job.delivery) {
      if (mapped?.payload) samples.add(mapped.payload);
    } else if (identified && isSent) {
      identity?.keep(row.number, identified);
    }
    // A row that is skipped because nothing of it has changed has its values in the CRM.
    const isSkipped = admission.kind === 'completed' && admission.outcome.state === 'skipped';
    if (job.delivery && mapped?.unique && (isSent || isSkipped)) unique?.keep(row.number, mapped);
    return admission;
  }

  /** Loads the values that too many rows share, and removes them from the payload samples. */
  async #loadSharedValues(): Promise<void> {
    const { identity, samples } = this.#options;
    await identity?.load();
    if (identity) samples.replace((payload) => identity.cleaned(payload));
  }
}

/** Does a row that an earlier process completed own its identifying values? Not if it was rejected, or another row with its key was sent instead. */
function ownsValues({ row, before }: SourceRow, { rules }: ImportJob): boolean {
  if (before === undefined || before.state === 'rejected') return false;
  const { policy, lastRows } = rules.duplicates;
  if (before.state !== 'skipped' || policy !== 'last' || before.key === undefined) return true;
  return lastRows?.get(before.key) === row.number;
}

const NONE: readonly BrokenRule[] = [];

/** The rules about unique values that a row breaks. A row that an earlier process began to send was already allowed. */
function brokenRules({ row, before, mapped }: SourceRow, unique: UniqueValues | undefined): readonly BrokenRule[] {
  return unique === undefined || before || !mapped?.unique ? NONE : unique.broken(row, mapped);
}

function problemsOf(broken: readonly BrokenRule[], level: BrokenRule['rule']['level']): readonly Problem[] {
  return broken.flatMap(({ rule, problem }) => (rule.level === level ? [problem] : []));
}

/** Undecided until the values that too many rows share are loaded. */
interface Unclear {
  readonly kind: 'unclear';
}

interface AdmissionRules {
  readonly job: ImportJob;
  readonly duplicates: Duplicates;
  readonly identity: Identity | undefined;
  readonly unique: UniqueValues | undefined;
  readonly earlier: EarlierSends;
  /** How messages name a cell. */
  readonly locateCell: CellLocator;
  /** Can the server be asked whether a row's record was created? */
  readonly canAsk: boolean;
}

/** Decides about a row, from its mapping and from what an earlier process of the run did with it. */
function admitRow(
  { row, before, mapped, identified }: SourceRow,
  rules: AdmissionRules,
  broken: readonly BrokenRule[],
): Admission | Unclear {
  const { job, duplicates, identity, unique, earlier, locateCell } = rules;
  if (!mapped) {
    if (before?.state !== 'rejected') duplicates.sent(before?.key, row.number);
    if (before) job.rules.filter?.completedBefore?.(before);
    return { kind: 'nothing' };
  }
  const isValid = mapped.payload !== undefined && mapped.problems.length === 0;
  let outcome = mapped.leftOut
    ? leftOutRow(row, mapped.leftOut)
    : isValid
      ? duplicates.outcome(row, mapped)
      : rejectedRow(row, mapped, locateCell);
  const repeated = outcome || broken.length === 0 ? [] : problemsOf(broken, 'reject');
  if (repeated.length > 0) outcome = rejectedRow(row, { ...mapped, problems: repeated }, locateCell);
  // A row that an earlier process began to send was already allowed.
  if (!outcome && identified && !before) {
    const collision = identity?.outcome(row, identified);
    if (collision === 'unknown') return { kind: 'unclear' };
    outcome = collision;
  }
  if (!outcome) {
    duplicates.take(row, mapped);
    if (identified) identity?.take(row, identified);
    unique?.take(row, mapped);
  }
  if (outcome || !mapped.payload) {
    if (before && isRemoved(mapped, before, job)) return { kind: 'completed', outcome: removed(row, before) };
    if (!before) return { kind: 'completed', outcome: outcome ?? rejectedRow(row, mapped, locateCell) };
    return before.state === 'in_doubt'
      ? { kind: 'nothing' }
      : { kind: 'completed', outcome: interruptedInDoubt(row, before) };
  }
  const { rules: policy, ledger, delivery } = job;
  const isFiltered = policy.filter !== undefined;
  const needsHash = policy.changedOnly || ledger.knowsKeys === true;
  if (!delivery && !needsHash && !isFiltered) return completedAs('skipped', row, mapped);
  const hash = hashOf(mapped);
  const { key, payload, followUps = [] } = mapped;
  const pending: PendingRow = { row, payload, followUps, key, hash, hasIntent: before !== undefined };
  if (before) return admitInterruptedRow(pending, before, interruptedRules(rules));
  const mayBeImported = key !== undefined && policy.filter?.findsRecords !== true;
  const sent = key === undefined ? undefined : earlier.lastSent(key);
  const imported = mayBeImported ? alreadyImported(job, payload, { row, key, hash }, sent) : undefined;
  const isUnchanged = policy.changedOnly && sent?.hash === hash;
  if (isUnchanged) return { kind: 'completed', outcome: { ...unchanged(row, mapped), hash } };
  if (imported) return { kind: 'completed', outcome: imported };
  if (!delivery && !isFiltered) return completedAs('skipped', row, mapped, hash);
  return { kind: 'send', row: pending };
}

/** What decides about rows that another process has begun to send. */
export interface InterruptedRowRules {
  /** Send them again even if their outcome is unknown. */
  readonly resend: boolean;
  /** Rows pass a filter before they are sent. */
  readonly isFiltered: boolean;
  /** Can the server be asked whether a row's record was created? */
  readonly canAsk: boolean;
  readonly clock: Clock;
}

function interruptedRules({ job: { rules, run, control }, canAsk }: AdmissionRules): InterruptedRowRules {
  const resend = rules.resendInDoubt || run.target.removes === true;
  return { resend, isFiltered: rules.filter !== undefined, canAsk, clock: control.clock };
}

/** A row that an earlier process sent or began to send. */
export function admitInterruptedRow(
  mapped: PendingRow,
  before: KnownRow,
  { resend, isFiltered, canAsk, clock }: InterruptedRowRules,
): Admission {
  const { state, remoteId, action, step = 0, change: stored } = before;
  const pending = stored === undefined ? mapped : { ...mapped, stored };
  if (state === 'saved') return { kind: 'send', row: { ...pending, saved: { remoteId, action, step } } };
  if (step > 0) {
    if (resend) return { kind: 'send', row: { ...pending, saved: { remoteId, action, step, isUnconfirmed: true } } };
    return state === 'in_doubt'
      ? { kind: 'nothing' }
      : { kind: 'completed', outcome: interruptedInDoubt(pending.row, before) };
  }
  const unresolvedSince = clock.elapsed();
  // The record exists, so that the filter can find out what is left to do.
  const isOfRecord = stored?.id !== undefined;
  if (isOfRecord && (resend || state === 'sending')) return { kind: 'send', row: { ...pending, unresolvedSince } };
  if (canAsk && !isOfRecord) {
    // What is looked up, and perhaps sent again, is what the filter makes of the row.
    if (isFiltered) return { kind: 'send', row: { ...pending, unresolvedSince } };
    return interruptedUnknown(pending, unresolvedSince);
  }
  if (resend) return { kind: 'send', row: pending };
  return state === 'in_doubt'
    ? { kind: 'nothing' }
    : { kind: 'completed', outcome: interruptedInDoubt(pending.row, before) };
}

/** The record that the row removes no longer exists, after an earlier process began to remove it. */
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

function unchanged(row: Row, { key }: MappedRow): RowOutcome {
  return {
    row: row.number,
    state: 'skipped',
    key,
    code: 'unchanged',
    message: IMPORT_MESSAGES.unchanged.text.sinceSent(),
  };
}

function completedAs(state: 'skipped', row: Row, { key }: MappedRow, hash?: string): Admission {
  return { kind: 'completed', outcome: { row: row.number, state, key, hash } };
}

/** Hashes what is sent for a row, including follow-up requests: 96 bits are plenty to distinguish versions of one key. */
function hashOf({ payload, followUps }: MappedRow): string {
  const text = JSON.stringify(followUps && followUps.length > 0 ? [payload, followUps] : payload);
  return digest('sha1', text, 'base64url').slice(0, 16);
}
