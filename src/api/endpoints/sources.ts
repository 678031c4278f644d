import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { listAnswer, optionalText, wireText } from '../wire.ts';

/** Where customers come from: the meaning of their `source`. */
export const listSources = defineEndpoint({
  name: 'user_dynamic/getsource',
  title: 'Query Customer Source',
  summary: 'Lists the customer sources.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/getsource',
  request: z.strictObject({}),
  answer: listAnswer(z.looseObject({ value: wireText, label: optionalText })),
  repeatable: true,
});
