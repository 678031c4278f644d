import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const sources = defineStream({
  name: 'sources',
  title: 'Sources',
  summary: 'Where customers come from: what the codes of their source mean.',
  endpoint: endpoints.listSources,
  id: ['value'],
});
