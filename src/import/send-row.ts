import { attemptsBefore, hasUnknownOutcome, mayHaveArrived, Stopped } from '../dispatch/dispatcher.ts';
import type { RowFacts, RowOutcome } from '../ledger/index.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import { isRepeatable } from '../targets/target.ts';
import { claimAndIntend } from './claim-key.ts';
import { withMerge } from './identity/with-merge.ts';
import type { RunningJob } from './import-job.ts';
import { asMade } from './made-by-itself.ts';
import type { Doubt, ReadyRow, Sent } from './ready-row.ts';
import { keptCells } from './rejected-row.ts';
import { RunStopped } from './run-stopped.ts';
import { sendSteps } from './send-steps.ts';
import { tagsThere } from './tags-there.ts';

/** Sends one row; its intent is on disk first where it may not be repeated. Errors: `RunStopped` and `LedgerError` stop the run. */
export async function sendRow(job: RunningJob, ready: ReadyRow): Promise<Sent> {
  return withMerge(job, ready, await sendOnce(job, ready));
}

async function sendOnce(job: RunningJob, ready: ReadyRow): Promise<Sent> {
  if (ready.saved) return sendSteps(job, ready, ready.saved);
  const { dispatcher, target, log, settings } = job;
  if (!dispatcher) throw new TypeError('a job without a dispatcher sends nothing');
  const { row, payload, steps, key, hash } = ready;
  const mayRepeat = isRepeatable(target, payload, settings.identifiedBy);
  // What is removed cannot be looked up again: that it was meant to be must be known beforehand.
  const needsIntent = (!mayRepeat || target.removes === true) && !ready.isAnnounced;
  if (needsIntent) {
    const refused = await claimAndIntend(job, ready);
    if (refused) return refused;
  }
  const withdraw = async (error: unknown) => {
    if (needsIntent && !mayHaveArrived(error)) await log.withdraw(row.number);
  };
  const begunAt = job.clock.elapsed();
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, payload, { mayRepeat });
    const { counter, action, id } = await asMade(job, ready, target.outcome(answer, payload), { attempts, begunAt });
    const facts = { row: row.number, key, hash, action, remoteId: id, attempts };
    if (id !== undefined) job.ids?.note(id, row.number, key);
    if (steps.length > 0) return await sendSteps(job, ready, { remoteId: id, action, step: 1 });
    return { kind: 'settled', outcome: { ...facts, state: counter, message: ready.note }, outage: false };
  } catch (error) {
    if (error instanceof Stopped) {
      await withdraw(error);
      return { kind: 'pending' };
    }
    if (!(error instanceof SobotError)) throw error;
    if (error.verdict === 'stop-run') {
      if (error.notProcessed) await withdraw(error);
      throw new RunStopped(error.code, error.message, error);
    }
    if (error.verdict !== 'in-doubt' && error.code === 'cancelled') {
      await withdraw(error);
      return { kind: 'pending' };
    }
    if (hasUnknownOutcome(error)) return doubt(ready, error, job.clock.elapsed());
    const done = await doneAlready(job, ready, error);
    // What refuses this try may be what an earlier one, which was not answered, has brought about.
    if (!done && mayHaveArrived(error)) return doubt(ready, error, job.clock.elapsed());
    return { kind: 'settled', outcome: done ?? failed(ready, error), outage: error.outage };
  }
}

/** The outcome of a row that was refused because what it is to bring about is so already. */
async function doneAlready(job: RunningJob, ready: ReadyRow, error: SobotError): Promise<RowOutcome | undefined> {
  const { target, dispatcher } = job;
  const isTriedAgain = ready.isAnnounced || attemptsBefore(error) > 1;
  if (target.removes && isTriedAgain && isGone(error))
    return { ...factsOf(ready, error), state: 'done', action: 'remove' };
  try {
    const there = dispatcher && (await tagsThere(dispatcher, target, ready.payload, error));
    return there && { ...factsOf(ready, error), state: 'done', action: 'exists', remoteId: there.id };
  } catch (trouble) {
    // The row is told by its own refusal; a resumed run, or the same file once more, finds what is there.
    if (trouble instanceof SobotError && trouble.verdict !== 'stop-run') return undefined;
    throw trouble instanceof SobotError ? new RunStopped(trouble.code, trouble.message, trouble) : trouble;
  }
}

/** Tag group not found, tag not found. */
function isGone({ code }: SobotError): boolean {
  return code === '510001' || code === '510004';
}

/** A row whose call ended without an answer, or whose intent an earlier process left. */
export function doubt(
  row: ReadyRow,
  error: Pick<SobotError, 'code' | 'message' | 'outage'> & Partial<Pick<SobotError, 'verdict'>>,
  since: number,
): Doubt {
  // A call that may be repeated is in doubt only once its tries are used up, or if one was refused after another that was not answered.
  const isUsedUp = error.verdict === 'retry' || error.verdict === 'reject-row';
  const said = error.verdict === 'reject-row' ? `${withTries(error)}, but not all were answered` : withTries(error);
  const outcome = (why?: string): RowOutcome => ({
    ...factsOf(row, error),
    state: 'in_doubt',
    code: error.code,
    message: `${said}. The server may have saved it or not${why ? `: ${why}` : ''}. ${
      isUsedUp ? 'It may be sent again: sobot-etl resume --resend-in-doubt' : 'Look it up before you send it again'
    }`,
    cells: keptCells(row.row),
  });
  return {
    kind: 'doubt',
    row,
    since,
    outage: error.outage,
    wasAccepted: error.code === 'malformed-answer',
    ...(isUsedUp && { ifAbsent: { ...outcome(), state: 'failed', message: `${said}. It is not in the CRM` } }),
    outcome,
  };
}

/** A row whose call the server refused, or that came to no end however often it was tried. */
export function failed(row: ReadyRow, error: SobotError): RowOutcome {
  return {
    ...factsOf(row, error),
    state: 'failed',
    code: error.code,
    message: withTries(error),
    cells: keptCells(row.row),
  };
}

function withTries(error: Pick<SobotError, 'message'>): string {
  const attempts = attemptsBefore(error);
  return attempts > 1 ? `${error.message} (after ${attempts} tries)` : error.message;
}

function factsOf({ row, key, hash }: ReadyRow, error: unknown): RowFacts {
  return { row: row.number, key, hash, attempts: attemptsBefore(error) };
}
