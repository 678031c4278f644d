import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const timezones = defineStream({
  name: 'timezones',
  title: 'Time zones',
  summary: 'The time zones that a customer can be in.',
  endpoint: endpoints.listTimezones,
  id: ['timezoneid'],
});
