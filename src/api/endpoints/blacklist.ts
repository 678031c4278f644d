import { z } from 'zod';
import { optionalInteger, optionalText, pageAnswer, plainAnswer, wireText } from '../answer-schemas.ts';
import { blackType } from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, integerOrDigits, optional, pageNumber, queryCode, required, text } from '../parameters.ts';

/** `black_type` 0 with `is_black` 0 in an answer means that the customer is no longer listed. */
export const listBlacklist = defineEndpoint({
  name: 'user/query_black_list',
  title: 'Query the customer list on the blacklist',
  summary: 'Lists the customers on the blacklist.',
  method: 'GET',
  path: '/api/scrm/5/user/query_black_list',
  access: 'read',
  request: z.strictObject({
    user_id: optional(text(), 'Customer id'),
    black_type: optional(queryCode(blackType), 'For how long (-1: forever, 24: 24h, 48: 48h, 72: 72h)'),
    start_time: optional(integerOrDigits, 'Start time (s)'),
    end_time: optional(integerOrDigits, 'End time (s)'),
    page_no: optional(pageNumber, 'Page, from 1'),
    page_size: optional(pageNumber, 'Entries on a page'),
  }),
  answer: pageAnswer(
    z.looseObject({
      user_id: wireText,
      nick: optionalText,
      black_type: optionalInteger,
      black_reason: optionalText,
      black_time: optionalInteger,
      black_end_time: optionalInteger,
      is_black: optionalInteger,
      user_status: optionalInteger,
    }),
  ),
  paged: true,
  repeatable: true,
});

/** Replaces an earlier entry of the same customer. */
export const addToBlacklist = defineEndpoint({
  name: 'user/add_black_list',
  title: 'Add to customer blacklist',
  summary: 'Puts a customer on the blacklist.',
  method: 'POST',
  path: '/api/scrm/5/user/add_black_list',
  access: 'write',
  request: z.strictObject({
    user_id: required(filledText(), 'Customer id'),
    black_type: required(code(blackType), 'For how long (-1: forever, 24: 24h, 48: 48h, 72: 72h)'),
    black_reason: required(filledText(), 'Reason for blacklisting'),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** Removes a customer's entry, whatever its kind. */
export const removeFromBlacklist = defineEndpoint({
  name: 'user/remove_black_list',
  title: 'Remove from customer blacklist',
  summary: 'Removes a customer from the blacklist.',
  method: 'POST',
  path: '/api/scrm/5/user/remove_black_list',
  access: 'write',
  request: z.strictObject({ user_id: required(filledText(), 'Customer id') }),
  answer: plainAnswer,
  repeatable: true,
});
