import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';
import type { StreamRow } from './stream.ts';

export const translations = defineStream({
  name: 'translations',
  title: 'Translations',
  summary: 'What one placeholder of multilingual content says in each language. Needs --where placeholder={…}.',
  endpoint: endpoints.getMultilingualContent,
  id: ['placeholder', 'lang_type'],
  times: ['create_time', 'update_time'],
  added: ['lang_type', 'lang_value'],
  without: ['lang_list'],
  rows(answer): StreamRow[] {
    const { item } = answer as { item?: { lang_list: StreamRow[]; [member: string]: unknown } | null };
    if (!item) return [];
    const { lang_list, ...content } = item;
    return lang_list.map((translation) => ({ ...content, ...translation }));
  },
});
