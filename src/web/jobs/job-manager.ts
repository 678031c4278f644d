import { randomBytes } from 'node:crypto';
import { failureOf } from '../../app/failure.ts';
import { refuse } from '../refusal.ts';
import { Job, type JobControl } from './job.ts';

/** Jobs that have ended are listed until there are more of them than this; their runs stay in the ledger. */
const MAX_ENDED_JOBS = 100;

/** The jobs of this process. */
export class JobManager {
  readonly #jobs = new Map<string, { readonly job: Job; readonly done: Promise<void> }>();
  readonly #onUnexpected: (error: unknown) => void;

  constructor(onUnexpected: (error: unknown) => void) {
    this.#onUnexpected = onUnexpected;
  }

  /** Starts work in the background. */
  start(kind: string, about: string, work: (control: JobControl) => Promise<unknown>): Job {
    const job = new Job(randomBytes(6).toString('hex'), kind, about);
    const done = this.#run(job, work);
    this.#jobs.set(job.id, { job, done });
    this.#forgetOldest();
    return job;
  }

  /** The job with this id. Errors: a refusal if there is none. */
  get(id: string): Job {
    const found = this.#jobs.get(id);
    if (found === undefined)
      throw refuse(404, 'no-job', 'There is no such job; runs that have ended are listed under Runs.');
    return found.job;
  }

  /** All jobs, newest first. */
  list(): Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).reverse();
  }

  /** The job that works on a run of the ledger. */
  working(run: string): Job | undefined {
    return this.list().find((job) => !job.isOver && job.progress?.run === run);
  }

  /** Stops all jobs so that they can be resumed, and waits for them. */
  async stopAll(): Promise<void> {
    for (const { job } of this.#jobs.values()) if (!job.isOver) job.stop();
    await Promise.all([...this.#jobs.values()].map(({ done }) => done));
  }

  /** Cancels the requests in flight, too. */
  cancelAll(): void {
    for (const { job } of this.#jobs.values()) if (!job.isOver) job.cancel();
  }

  async #run(job: Job, work: (control: JobControl) => Promise<unknown>): Promise<void> {
    // The caller gets the job before its work begins.
    await Promise.resolve();
    try {
      job.result = await work(job.control);
    } catch (error) {
      job.failure = failureOf(error);
      if (job.failure.cause === 'unexpected') this.#onUnexpected(error);
    }
    job.endedAt = new Date();
    job.question = undefined;
    job.changed();
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs.values()].filter(({ job }) => job.isOver);
    for (const { job } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_JOBS))) this.#jobs.delete(job.id);
  }
}
