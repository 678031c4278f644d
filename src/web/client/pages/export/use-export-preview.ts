import { useEffect, useState } from 'react';
import type { ExportPreview, ExportPreviewRequest } from '../../../schemas/lists.ts';
import { call } from '../../api.ts';

/** A form that is being filled in is not asked about at every letter. */
const QUIET_MS = 500;

interface PreviewState {
  readonly data: ExportPreview | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
}

/** The first rows for a form, read anew when it changes; the rows before stay until then. Without a request, none. */
export function useExportPreview(request: ExportPreviewRequest | undefined): PreviewState {
  const [state, setState] = useState<PreviewState>({ data: undefined, error: undefined, isLoading: true });
  const key = request && JSON.stringify(request);
  useEffect(() => {
    if (key === undefined) {
      setState({ data: undefined, error: undefined, isLoading: false });
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => {
      setState((before) => ({ ...before, isLoading: true }));
      try {
        const data = await call<ExportPreview>('POST', '/exports/preview', JSON.parse(key), { signal });
        setState({ data, error: undefined, isLoading: false });
      } catch (error) {
        if (!signal.aborted) setState((before) => ({ ...before, error, isLoading: false }));
      }
    };
    const timer = setTimeout(() => void read(), QUIET_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key]);
  return state;
}
