import { useCallback, useEffect, useState } from 'react';
import { call } from '../api.ts';

/** What a `GET` returned, or why there is nothing. */
export interface Loaded<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** Asks again; the old data stay until the new are there. */
  readonly reload: () => Promise<void>;
}

/** Loads what is at a path of the API; an undefined path loads nothing. Another path forgets the data of the one before. */
export function useLoaded<Data>(path: string | undefined): Loaded<Data> {
  const [state, setState] = useState<{ readonly path?: string; readonly data?: Data; readonly error?: unknown }>({});
  const [isLoading, setLoading] = useState(path !== undefined);

  const load = useCallback(
    async (signal?: AbortSignal) => {
      if (path === undefined) return;
      setLoading(true);
      try {
        const data = await call<Data>('GET', path, undefined, signal ? { signal } : {});
        setState({ path, data });
      } catch (error) {
        if (signal?.aborted) return;
        setState((before) => ({ ...(before.path === path ? before : {}), path, error }));
      }
      setLoading(false);
    },
    [path],
  );

  useEffect(() => {
    const controller = new AbortController();
    void load(controller.signal);
    return () => controller.abort();
  }, [load]);

  const reload = useCallback(() => load(), [load]);
  const isOfPath = state.path === path;
  return { data: isOfPath ? state.data : undefined, error: isOfPath ? state.error : undefined, isLoading, reload };
}
