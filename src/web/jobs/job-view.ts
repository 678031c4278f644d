import { basename } from 'node:path';
import type { LedgerLocation } from '../../app/open-ledger.ts';
import type { RunProgress } from '../../app/reporter.ts';
import { type ExplainedCause, explained, runDetails } from '../../app/run-details.ts';
import type { RunOffer } from '../../app/run-offers.ts';
import type { JobProgress, JobState } from '../schemas/jobs.ts';
import { withoutUploadFolders } from '../shown-text.ts';
import type { Job } from './job.ts';

type Summary = Readonly<Record<string, unknown>>;

/** A job as the page sees it. */
export async function jobStateOf(job: Job, ledger: LedgerLocation): Promise<JobState> {
  const summary = summaryOf(job);
  const run = runOf(job, summary);
  const { question } = job;
  return {
    id: job.id,
    kind: job.kind as JobState['kind'],
    about: job.about,
    started: job.startedAt.toISOString(),
    ended: job.endedAt?.toISOString() ?? null,
    state: job.phase,
    run,
    progress: job.progress === undefined ? null : progressOf(job.progress),
    messages: [...job.messages],
    confirm: question === undefined ? null : { details: [...question.details], question: question.question },
    summary: summary === undefined ? null : withFileNames(summary),
    causes: causesOf(summary),
    next: job.end?.next ? withoutUploadFolders(job.end.next.text) : null,
    offers: job.isOver && run !== null ? await offersFor(ledger, run) : [],
    error: errorOf(job),
  };
}

/** The code of a job whose question was answered with no. */
const DECLINED = 'Declined';

function errorOf({ failure, isDeclined }: Job): JobState['error'] {
  if (failure === undefined) return null;
  return { code: isDeclined ? DECLINED : failure.code, message: withoutUploadFolders(failure.message) };
}

function progressOf(progress: RunProgress): JobProgress {
  const { title, rows, total = null, errors, ratePerSecond, secondsLeft = null, requests, waiting = null } = progress;
  return { title, rows, total, errors, ratePerSecond, secondsLeft, requests: { ...requests }, waiting };
}

/** What the use case has returned; that of a resumed run says of which kind it is. */
function summaryOf({ result }: Job): Summary | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { kind, summary } = result as { kind?: unknown; summary?: Summary };
  return typeof kind === 'string' && summary !== undefined ? summary : (result as Summary);
}

/** The run that a job is about; of a verification the verified one. */
function runOf({ kind, progress }: Job, summary: Summary | undefined): string | null {
  if (kind === 'mirror') return null;
  const { run, plan, verifies } = summary ?? {};
  const known = kind === 'plan' ? plan : (run ?? verifies);
  return typeof known === 'string' ? known : (progress?.run ?? null);
}

function causesOf(summary: Summary | undefined): ExplainedCause[] {
  const causes = summary?.['causes'];
  return Array.isArray(causes) ? causes.map((cause) => explained(cause)) : [];
}

/** The files by their names: the page asks for them by those. */
function withFileNames(summary: Summary): Record<string, unknown> {
  const { files, ...others } = summary;
  if (typeof files !== 'object' || files === null) return { ...others };
  const nameOf = (path: unknown): unknown =>
    Array.isArray(path) ? path.map(nameOf) : typeof path === 'string' ? basename(path) : path;
  return { ...others, files: Object.fromEntries(Object.entries(files).map(([name, path]) => [name, nameOf(path)])) };
}

async function offersFor(ledger: LedgerLocation, run: string): Promise<RunOffer[]> {
  try {
    return [...(await runDetails(ledger, run)).offers];
  } catch {
    // A dry run is not in the ledger.
    return [];
  }
}
