import { z } from 'zod';
import { behaviorType } from '../codes/behavior.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, pageNumber, required } from '../parameters.ts';
import { optionalInteger, optionalText, pageAnswer, wireText } from '../wire.ts';

/** `biz_time` should be in milliseconds, but the example mixes both: decide by magnitude. `biz_content` is an object or text. */
export const listBehaviors = defineEndpoint({
  name: 'user_dynamic/list_by_page',
  title: 'Query All Customer Behaviors',
  summary: 'Lists what happened to one customer.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/list_by_page',
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
