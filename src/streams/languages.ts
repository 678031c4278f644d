import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const languages = defineStream({
  name: 'languages',
  title: 'Languages',
  summary: 'The languages that a customer can have.',
  endpoint: endpoints.listLanguages,
  id: ['language_code'],
});
