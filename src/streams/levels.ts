import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const levels = defineStream({
  name: 'levels',
  title: 'VIP levels',
  summary: 'The levels that a VIP customer can have.',
  endpoint: endpoints.listLevels,
  id: ['data_value'],
});
