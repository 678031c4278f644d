import { useCallback, useEffect, useState } from 'react';
import type { JobRequest, JobState } from '../../schemas/jobs.ts';
import { allSaved, call, isUnreachable } from '../api.ts';

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

/** How long to wait before the server is asked again, when it did not answer. */
const RETRY_MS = 1_000;

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
    const { signal } = controller;
    let source: EventSource | undefined;
    /** Takes every state that the server sends; ends with the job, or with the connection. */
    const listen = () =>
      new Promise<boolean>((resolve) => {
        source = new EventSource(`/api${path}/events`);
        const end = (isDone: boolean) => {
          source?.close();
          resolve(isDone);
        };
        source.onmessage = (event: MessageEvent<string>) => {
          const state = JSON.parse(event.data) as JobState;
          setJob(state);
          if (isOver(state)) end(true);
        };
        source.onerror = () => end(false);
      });
    const followOnce = async () => {
      const state = await call<JobState>('GET', path, undefined, { signal });
      if (signal.aborted) return true;
      setJob(state);
      return isOver(state) || (await listen());
    };
    const follow = async () => {
      while (!signal.aborted) {
        try {
          if (await followOnce()) return;
        } catch (failure) {
          // The request has noted that the server does not answer: the page says so, and the job is asked for until it does.
          if (!isUnreachable(failure)) throw failure;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    };
    follow().catch((failure: unknown) => {
      if (!signal.aborted) setError(failure);
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
  return { job: error === undefined && job?.id === id ? job : undefined, error, stop, confirm };
}

/** Is the job's end reached? */
export function isOver(job: JobState): boolean {
  return job.state === 'ended' || job.state === 'failed';
}
