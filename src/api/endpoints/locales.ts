import { z } from 'zod';
import { apiLanguage } from '../codes/language.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, required } from '../parameters.ts';
import { listAnswer, optionalText, wireText } from '../wire.ts';

const languageRequest = z.strictObject({
  language: required(code(apiLanguage), 'Language that the names come in: zh Chinese, en English'),
});

/** The table calls `timezone_value` an integer; it is text such as `GMT+08:00 Beijing`. */
export const listTimezones = defineEndpoint({
  name: 'user/get_timezone',
  title: 'Search Time Zone',
  summary: 'Lists all time zones.',
  method: 'GET',
  path: '/api/scrm/5/user/get_timezone',
  request: languageRequest,
  answer: listAnswer(
    z.looseObject({
      id: optionalText,
      language: optionalText,
      timezone_value: optionalText,
      timezoneid: wireText,
    }),
  ),
  repeatable: true,
});

/** Languages that a customer can have. */
export const listLanguages = defineEndpoint({
  name: 'user/get_language',
  title: 'Search language',
  summary: 'Lists all languages.',
  method: 'GET',
  path: '/api/scrm/5/user/get_language',
  request: languageRequest,
  answer: listAnswer(
    z.looseObject({
      id: optionalText,
      language: optionalText,
      language_value: optionalText,
      language_code: wireText,
    }),
  ),
  repeatable: true,
});

/** Countries that a customer can be in. */
export const listCountries = defineEndpoint({
  name: 'user/get_country',
  title: 'Search country',
  summary: 'Lists all countries.',
  method: 'GET',
  path: '/api/scrm/5/user/get_country',
  request: languageRequest,
  answer: listAnswer(z.looseObject({ countryid: wireText, country_name: optionalText })),
  repeatable: true,
});
