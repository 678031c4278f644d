import { useEffect, useState } from 'react';
import type { RunDetails } from '../../../schemas/runs.ts';
import { call } from '../../api.ts';

/** Runs as the server knows them now; those that it has forgotten are left out. `runs` is undefined until it has answered. */
interface LoadedRuns {
  readonly runs: readonly RunDetails[] | undefined;
  /** Why one could not be had. */
  readonly error: unknown;
}

/** Loads several runs, in the order of their ids. */
export function useRunDetails(ids: readonly string[]): LoadedRuns {
  const wanted = ids.join(' ');
  const [state, setState] = useState<LoadedRuns & { readonly wanted: string }>();
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const load = async () => {
      const paths = wanted.split(' ').filter(Boolean);
      const answers = await Promise.allSettled(
        paths.map((id) => call<RunDetails>('GET', `/runs/${encodeURIComponent(id)}`, undefined, { signal })),
      );
      if (signal.aborted) return;
      const runs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      setState({ wanted, runs, error: answers.find((answer) => answer.status === 'rejected')?.reason });
    };
    void load();
    return () => controller.abort();
  }, [wanted]);
  return state?.wanted === wanted ? state : { runs: undefined, error: undefined };
}
