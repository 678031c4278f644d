import type { MappingSuggestion } from '../../../schemas/mappings.ts';
import { call } from '../../api.ts';
import { changeJourney, currentJourney } from './journey.ts';

/** Checks the file with the mapping as it is; without one, with the suggested mapping. Errors: `ApiError`. */
export async function startCheck(): Promise<void> {
  const { upload, source } = currentJourney();
  if (!upload) return;
  if (!currentJourney().content) {
    const suggestion = await call<MappingSuggestion>('POST', '/mappings/suggest', { upload: upload.upload, source });
    changeJourney({ content: suggestion.content });
  }
  const { content, options } = currentJourney();
  const { check } = await call<{ check: string }>('POST', '/checks', {
    upload: upload.upload,
    source,
    content,
    options,
  });
  changeJourney({ check });
}
