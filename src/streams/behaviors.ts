import { endpoints } from '../api/endpoints/index.ts';
import { customers } from './customers.ts';
import { defineStream } from './define-stream.ts';

/** `biz_time` comes in seconds or in milliseconds, as the document's example shows. */
export const behaviors = defineStream({
  name: 'behaviors',
  title: 'Behaviors',
  summary: 'What happened to each customer: one call for each of them.',
  endpoint: endpoints.listBehaviors,
  id: ['id'],
  times: ['biz_time', 'create_time'],
  added: ['userid', 'nick'],
  parents: { stream: customers, parameter: 'userid', member: 'id', adds: { nick: 'nick' } },
});
