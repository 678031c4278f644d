import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingContent, MappingSuggestion, RenderedMapping, TargetForms } from '../../../../schemas/mappings.ts';
import { call, queryOf } from '../../../api.ts';
import { errorText } from '../../../components/error-text.tsx';
import { useToast } from '../../../components/toast.tsx';
import { useLoaded } from '../../../components/use-loaded.ts';
import { formsIn } from '../../../i18n/terms.ts';
import { changeJourney, useJourney } from '../journey.ts';

/** How long typing has to pause before the server is asked about a mapping. */
export const TYPING_PAUSE_MS = 300;

/** The mapping of the file with what the server says about it: its text, its faults, and what it would suggest. */
export function useMapping() {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const { upload, source, content } = useJourney();
  const [suggestion, setSuggestion] = useState<MappingSuggestion>();
  const [error, setError] = useState<unknown>();
  const [isSuggesting, setSuggesting] = useState(false);
  const target = typeof content?.['target'] === 'string' ? content['target'] : suggestion?.target;
  const loaded = useLoaded<TargetForms>(target === undefined ? undefined : `/targets${queryOf({ target })}`);
  const data = useMemo(() => loaded.data && formsIn(i18n.language, loaded.data), [loaded.data, i18n.language]);
  const forms = { ...loaded, data };
  const id = upload?.upload;

  const suggest = useCallback(
    async (wanted: string | undefined, signal?: AbortSignal) => {
      setSuggesting(true);
      try {
        const body = { upload: id, source, ...(wanted !== undefined && { target: wanted }) };
        const found = await call<MappingSuggestion>('POST', '/mappings/suggest', body, signal ? { signal } : {});
        setSuggestion(found);
        setError(undefined);
        return found;
      } catch (failure) {
        if (!signal?.aborted) setError(failure);
        return undefined;
      } finally {
        if (!signal?.aborted) setSuggesting(false);
      }
    },
    [id, source],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each file; afterwards the user changes the mapping.
  useEffect(() => {
    if (id === undefined) return;
    const controller = new AbortController();
    void suggest(target, controller.signal).then((found) => {
      if (found && content === undefined && !controller.signal.aborted) changeJourney({ content: found.content });
    });
    return () => controller.abort();
  }, [id, suggest]);

  const change = useCallback((next: MappingContent) => changeJourney({ content: next }), []);
  const chooseTarget = async (name: string) => {
    const found = await suggest(name);
    if (found) changeJourney({ content: found.content });
    else toast('bad', errorText(error, t));
  };
  return { content, target, suggestion, forms, error, isSuggesting, change, chooseTarget };
}

/** The text of a mapping file and its faults, shortly after each change. */
export function useRendered(content: MappingContent | undefined): RenderedMapping | undefined {
  const [rendered, setRendered] = useState<RenderedMapping>();
  useEffect(() => {
    if (!content) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      call<RenderedMapping>('POST', '/mappings/render', { content }, { signal: controller.signal })
        .then(setRendered)
        .catch(() => {});
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [content]);
  return rendered;
}
