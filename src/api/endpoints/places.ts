import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, required } from '../parameters.ts';
import { listAnswer, optionalText, wireText } from '../wire.ts';

/** The path says `provice`, the answer `provinceid`; a customer's parameter is `proviceid` again. */
export const listProvinces = defineEndpoint({
  name: 'user_dynamic/provice',
  title: 'Query Province',
  summary: 'Lists the provinces.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/provice',
  request: z.strictObject({}),
  answer: listAnswer(z.looseObject({ provinceid: wireText, province_name: optionalText })),
  repeatable: true,
});

/** The cities of one province. */
export const listCities = defineEndpoint({
  name: 'user_dynamic/city',
  title: 'Query City',
  summary: 'Lists the cities of a province.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/city/{provinceid}',
  request: z.strictObject({ provinceid: required(filledText(), 'Province id') }),
  answer: listAnswer(z.looseObject({ provinceid: optionalText, cityid: wireText, city_name: optionalText })),
  repeatable: true,
});

/** The districts and counties of one city. */
export const listAreas = defineEndpoint({
  name: 'user_dynamic/area',
  title: 'Query District and County',
  summary: 'Lists the districts and counties of a city.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/area/{cityid}',
  request: z.strictObject({ cityid: required(filledText(), 'City id') }),
  answer: listAnswer(z.looseObject({ cityid: optionalText, areaid: wireText, area_name: optionalText })),
  repeatable: true,
});
