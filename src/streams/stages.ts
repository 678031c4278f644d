import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const stages = defineStream({
  name: 'stages',
  title: 'Follow-up stages',
  summary: 'The stages of a follow-up process.',
  endpoint: endpoints.listStages,
  id: ['id'],
});
