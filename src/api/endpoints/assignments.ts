import { z } from 'zod';
import {
  listAnswer,
  optionalInteger,
  optionalText,
  pageAnswer,
  plainAnswer,
  wireInteger,
  wireText,
} from '../answer-schemas.ts';
import { assignBizType, confirmType } from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, pageNumber, required, text } from '../parameters.ts';

/** The document names no limit of the ids; ours keeps a refused call cheap to split. */
const CONFIRM_IDS_BATCH = { parameter: 'confirmids', most: 50 };

const confirmids = required(filledText(), 'Customer ids, separated by ","');

/** The `label_group/draw` of the example is a paste error. */
export const assignCustomers = defineEndpoint({
  name: 'public_user/assign',
  title: 'Assign Customer',
  summary: 'Assigns customers to agents.',
  method: 'POST',
  path: '/api/scrm/5/public_user/assign',
  access: 'write',
  request: z.strictObject({
    confirmids,
    liable_list: required(
      z
        .array(
          z.strictObject({
            liable_serviceid: filledText().meta({ description: 'Agent id' }),
            liable_service_name: filledText().meta({ description: 'Agent name' }),
            liable_departmentid: text()
              .optional()
              .meta({ description: "Path of the agent's department (data permission)" }),
          }),
        )
        .min(1),
      'Agents, each with id and name',
    ),
    assign_biz_type: required(
      code(assignBizType),
      'Kind of assignment, as text (1: to-be-assigned customer; 2: customer in the pool; 3: receive a customer from the pool; 4: my customer; 5: change the agent of a customer in follow-up)',
    ),
  }),
  answer: plainAnswer,
  repeatable: true,
  batch: CONFIRM_IDS_BATCH,
});

/** The `label_group/draw` of the example is a paste error. */
export const recycleCustomers = defineEndpoint({
  name: 'public_user/confirm',
  title: 'Recycle to Customer Pool',
  summary: 'Returns customers to the customer pool.',
  method: 'POST',
  path: '/api/scrm/5/public_user/confirm',
  access: 'write',
  request: z.strictObject({
    confirmids,
    confirm_type: required(code(confirmType), 'Kind of customer, as a number (1: valid, 2: invalid)'),
  }),
  answer: plainAnswer,
  repeatable: true,
  batch: CONFIRM_IDS_BATCH,
});

const liable_serviceid = required(filledText(), 'Agent id, one for each request');

/** The document says only of the answer that it is paged: the two paging parameters are our assumption, so stop when a page repeats. */
export const listAssignments = defineEndpoint({
  name: 'user/cus_distribute_records',
  title: 'Customer Assignment Records',
  summary: 'Lists the customers that were assigned to an agent in a span of time.',
  method: 'POST',
  path: '/api/scrm/5/user/cus_distribute_records',
  access: 'read',
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
  summary: 'Counts the customers that were assigned to an agent on each day.',
  method: 'POST',
  path: '/api/scrm/5/user/cus_distribute_statistics',
  access: 'read',
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
