import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

/** Those who are no longer listed have `black_type` not-listed and no times. */
export const blacklistedCustomers = defineStream({
  name: 'blacklist',
  title: 'Blacklist',
  summary: 'The customers who are, or were, on the blacklist.',
  endpoint: endpoints.listBlacklist,
  id: ['user_id'],
  times: ['black_time', 'black_end_time'],
  span: { start: 'start_time', end: 'end_time', unit: 'seconds', member: 'black_time' },
});
