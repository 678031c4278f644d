import { z } from 'zod';
import { listAnswer, optionalInteger, optionalText, pageAnswer, plainAnswer, wireText } from '../answer-schemas.ts';
import { behaviorType, stageType } from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, pageNumber, required, text } from '../parameters.ts';

/** Sending it twice makes two records. */
export const saveFollowUp = defineEndpoint({
  name: 'user_stage/record_save',
  title: 'Add Follow-up Record',
  summary: 'Adds a follow-up record to a customer.',
  method: 'POST',
  path: '/api/scrm/5/user_stage/record_save',
  access: 'write',
  request: z.strictObject({
    userid: required(filledText(), 'Customer id'),
    content: required(filledText(), 'Content'),
  }),
  answer: plainAnswer,
  repeatable: false,
});

/** Process stages only; results have codes of their own, see `stageType`. */
export const listStages = defineEndpoint({
  name: 'user_stage/query_list_by_type',
  title: 'Query Follow-up Stage',
  summary: 'Lists the follow-up stages.',
  method: 'GET',
  path: '/api/scrm/5/user_stage/query_list_by_type',
  access: 'read',
  request: z.strictObject({}),
  answer: listAnswer(z.looseObject({ id: wireText, name: optionalText, sortnum: optionalInteger })),
  repeatable: true,
});

/** `remark` is missing in the table but present in the example, and behaviors contain it. */
export const setStage = defineEndpoint({
  name: 'user_stage/stage_save',
  title: 'Set Customer Stage',
  summary: 'Sets the follow-up stage of a customer.',
  method: 'POST',
  path: '/api/scrm/5/user_stage/stage_save',
  access: 'write',
  request: z.strictObject({
    userid: required(filledText(), 'Customer id'),
    stageid: required(filledText(), 'Stage id'),
    stage_name: required(filledText(), 'Stage name'),
    stage_type: required(
      code(stageType),
      'Stage type (1: follow-up process; results: 21: succeeded order, 22: failed order, 23: invalid)',
    ),
    remark: optional(text(), 'Note on the change'),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** `biz_time` should be in milliseconds, but the example mixes both: decide by magnitude. `biz_content` is an object or text. */
export const listBehaviors = defineEndpoint({
  name: 'user_dynamic/list_by_page',
  title: 'Query All Customer Behaviors',
  summary: 'Lists what happened to one customer.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/list_by_page',
  access: 'read',
  request: z.strictObject({
    userid: required(filledText(), 'Customer id'),
    biz_type: optional(
      code(behaviorType),
      'Business type (groupService: staff follow-up record, groupUser: customer status, groupOther: others); all when left out',
    ),
    page_no: required(pageNumber, 'Page, from 1'),
    page_size: required(pageNumber, 'Entries on a page (100 by default)'),
  }),
  answer: pageAnswer(
    z.looseObject({
      id: wireText,
      userid: optionalText,
      biz_type: optionalText,
      biz_time: optionalInteger,
      biz_content: z.unknown().optional(),
      create_time: optionalInteger,
    }),
  ),
  paged: true,
  repeatable: true,
});
