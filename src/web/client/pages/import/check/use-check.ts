import { useCallback, useEffect, useState } from 'react';
import type { CheckState } from '../../../../schemas/checks.ts';
import { call } from '../../../api.ts';

/** How often a running check is asked. */
const POLL_MS = 400;

/** The state of a check, asked for until it has ended. */
export function useCheck(id: string | undefined) {
  const [check, setCheck] = useState<CheckState>();
  const [error, setError] = useState<unknown>();

  const refresh = useCallback(
    async (signal?: AbortSignal): Promise<CheckState | undefined> => {
      if (id === undefined) return undefined;
      try {
        const state = await call<CheckState>(
          'GET',
          `/checks/${encodeURIComponent(id)}`,
          undefined,
          signal ? { signal } : {},
        );
        // The same header stays the same object, so that what is made from it stays too.
        setCheck((before) => ({
          ...state,
          header: before && isSame(before.header, state.header) ? before.header : state.header,
        }));
        setError(undefined);
        return state;
      } catch (failure) {
        if (!signal?.aborted) setError(failure);
        return undefined;
      }
    },
    [id],
  );

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      const state = await refresh(controller.signal);
      const isRunning = state?.state === 'running' || state?.state === 'stopping';
      if (isRunning && !controller.signal.aborted) timer = setTimeout(() => void poll(), POLL_MS);
    };
    void poll();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [refresh]);

  return { check: check?.check === id ? check : undefined, error, refresh };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
