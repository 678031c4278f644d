import { useCallback, useEffect, useState } from 'react';
import type { JobRequest, JobState } from '../../schemas/jobs.ts';
import { allSaved, call } from '../api.ts';

/** Starts a job on the server, with all changes made so far; it goes on whatever happens to the page. Returns its id. */
export async function startJob(request: JobRequest): Promise<string> {
  await allSaved();
  const { job } = await call<{ job: string }>('POST', '/jobs', request);
  return job;
}

/** A job as the server tells it, kept up to date. */
interface FollowedJob {
  readonly job: JobState | undefined;
  readonly error: unknown;
  /** Asks it to stop gently: what is sent is finished, and the run can be resumed. */
  readonly stop: () => Promise<void>;
  /** Answers its question. */
  readonly confirm: (agreed: boolean) => Promise<void>;
}

/** Follows a job; after a reload of the page, or a lost connection, from where it is then. */
export function useJob(id: string | undefined): FollowedJob {
  const [job, setJob] = useState<JobState>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    setJob(undefined);
    setError(undefined);
    if (id === undefined) return;
    const path = `/jobs/${encodeURIComponent(id)}`;
    const controller = new AbortController();
    let source: EventSource | undefined;
    const take = (state: JobState) => {
      if (controller.signal.aborted) return;
      setJob(state);
      if (isOver(state)) source?.close();
    };
    const start = async () => {
      const state = await call<JobState>('GET', path, undefined, { signal: controller.signal });
      take(state);
      if (isOver(state) || controller.signal.aborted) return;
      source = new EventSource(`/api${path}/events`);
      source.onmessage = (event: MessageEvent<string>) => take(JSON.parse(event.data) as JobState);
    };
    start().catch((failure: unknown) => {
      if (!controller.signal.aborted) setError(failure);
    });
    return () => {
      controller.abort();
      source?.close();
    };
  }, [id]);

  const stop = useCallback(async () => {
    await call('POST', `/jobs/${encodeURIComponent(id ?? '')}/stop`);
  }, [id]);
  const confirm = useCallback(
    async (agreed: boolean) => {
      await call('POST', `/jobs/${encodeURIComponent(id ?? '')}/confirm`, { agreed });
    },
    [id],
  );
  return { job: job?.id === id ? job : undefined, error, stop, confirm };
}

/** Is the job's end reached? */
export function isOver(job: JobState): boolean {
  return job.state === 'ended' || job.state === 'failed';
}
