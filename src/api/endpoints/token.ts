import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, required } from '../parameters.ts';
import { itemAnswer, wireInteger } from '../wire.ts';

/** The only call without a token. `expires_in` comes as text, in seconds. */
export const getToken = defineEndpoint({
  name: 'get_token',
  title: 'Get the Access Token Code',
  summary: 'Gets the token that every other call carries; the token before may become invalid.',
  method: 'GET',
  path: '/api/get_token',
  request: z.strictObject({
    appid: required(filledText(), 'API credential id'),
    create_time: required(z.string().regex(/^\d+$/), 'Timestamp in seconds, as text'),
    sign: required(z.string().regex(/^[0-9a-f]{32}$/), 'Lower-case hex of md5(appid + create_time + app_key)'),
  }),
  answer: itemAnswer(z.looseObject({ token: z.string().min(1), expires_in: wireInteger })),
  repeatable: true,
});
