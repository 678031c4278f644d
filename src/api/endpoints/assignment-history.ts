import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, optional, pageNumber, required } from '../parameters.ts';
import { listAnswer, optionalInteger, optionalText, pageAnswer, wireInteger, wireText } from '../wire.ts';

const liable_serviceid = required(filledText(), 'Agent id, one for each request');

/** Only the answer is said to be paged: the two paging parameters are our reading, so stop when a page repeats. */
export const listAssignments = defineEndpoint({
  name: 'user/cus_distribute_records',
  title: 'Customer Assignment Records',
  summary: 'Lists which customers an agent was assigned in a span of time.',
  method: 'POST',
  path: '/api/scrm/5/user/cus_distribute_records',
  request: z.strictObject({
    liable_serviceid,
    start_time: required(z.int(), 'Start time (s)'),
    end_time: required(z.int(), 'End time (s)'),
    page_no: optional(pageNumber, 'Page, from 1'),
    page_size: optional(pageNumber, 'Entries on a page'),
  }),
  answer: pageAnswer(
    z.looseObject({ assign_time: optionalInteger, userid: wireText, companyid: optionalText, nick: optionalText }),
  ),
  paged: 'undocumented',
  repeatable: true,
});

/** From start to end may be one month at most: split longer spans. */
export const listAssignmentStats = defineEndpoint({
  name: 'user/cus_distribute_statistics',
  title: 'Customer Assignment Statistics',
  summary: 'Counts the customers that an agent was assigned on each day.',
  method: 'POST',
  path: '/api/scrm/5/user/cus_distribute_statistics',
  request: z.strictObject({
    liable_serviceid,
    start_date: required(z.iso.date(), 'First day (yyyy-MM-dd), at most one month before the last'),
    end_date: required(z.iso.date(), 'Last day (yyyy-MM-dd)'),
    timezone: optional(z.string().regex(/^[+-]\d{2}:\d{2}$/), 'Time zone, such as +08:00'),
  }),
  answer: listAnswer(
    z.looseObject({
      liable_serviceid: optionalText,
      companyid: optionalText,
      assign_num: wireInteger,
      assign_date: wireText,
    }),
  ),
  repeatable: true,
});
