import { z } from 'zod';
import { assignBizType, confirmType } from '../codes/assignment.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, required, text } from '../parameters.ts';
import { plainAnswer } from '../wire.ts';

/** The document names no limit of the ids; ours keeps a refused call cheap to take apart. */
const CONFIRM_IDS_BATCH = { parameter: 'confirmids', most: 50 };

const confirmids = required(filledText(), 'Customer ids, separated by ","');

/** The `label_group/draw` of the example is a paste error. */
export const assignCustomers = defineEndpoint({
  name: 'public_user/assign',
  title: 'Assign Customer',
  summary: 'Assigns customers to agents.',
  method: 'POST',
  path: '/api/scrm/5/public_user/assign',
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
  summary: 'Puts customers back into the customer pool.',
  method: 'POST',
  path: '/api/scrm/5/public_user/confirm',
  request: z.strictObject({
    confirmids,
    confirm_type: required(code(confirmType), 'Kind of customer, as a number (1: valid, 2: invalid)'),
  }),
  answer: plainAnswer,
  repeatable: true,
  batch: CONFIRM_IDS_BATCH,
});
