import { z } from 'zod';
import {
  itemAnswer,
  listAnswer,
  optionalInteger,
  optionalText,
  wireInteger,
  wireList,
  wireText,
} from '../answer-schemas.ts';
import { apiLanguage, richText } from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, required } from '../parameters.ts';

const languageRequest = z.strictObject({
  language: required(code(apiLanguage), 'Language of the names: zh Chinese, en English'),
});

/** The table calls `timezone_value` an integer; it is text such as `GMT+08:00 Beijing`. */
export const listTimezones = defineEndpoint({
  name: 'user/get_timezone',
  title: 'Search Time Zone',
  summary: 'Lists all time zones.',
  method: 'GET',
  path: '/api/scrm/5/user/get_timezone',
  access: 'read',
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
  access: 'read',
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
  access: 'read',
  request: languageRequest,
  answer: listAnswer(z.looseObject({ countryid: wireText, country_name: optionalText })),
  repeatable: true,
});

/** Unlike elsewhere, `create_time` and `update_time` are in milliseconds. The table shows the members bare; the example has them in `item`. */
export const getMultilingualContent = defineEndpoint({
  name: 'user/get_multilingual_content_detail',
  title: 'Query multilingual content detail',
  summary: 'Gets the translations of one placeholder.',
  method: 'POST',
  path: '/api/scrm/5/user/get_multilingual_content_detail',
  access: 'read',
  request: z.strictObject({
    placeholder: required(filledText(), 'Multilingual content placeholder, such as {dc_test}'),
    lang_type: optional(z.array(z.string()), 'Language type codes to return; all when left out'),
    rich_text_flag: optional(code(richText), '1: return rich text, 0: filter rich text (default)'),
  }),
  answer: itemAnswer(
    z
      .looseObject({
        companyid: optionalText,
        catalogid: optionalText,
        placeholderid: optionalText,
        name: optionalText,
        placeholder: optionalText,
        default_value: optionalText,
        update_time: optionalInteger,
        create_time: optionalInteger,
        status: optionalInteger,
        lang_list: wireList(z.looseObject({ lang_type: wireText, lang_value: optionalText })),
      })
      .nullish(),
  ),
  repeatable: true,
  modifiers: ['lang_type', 'rich_text_flag'],
});

/** Where customers come from: the meaning of their `source`. */
export const listSources = defineEndpoint({
  name: 'user_dynamic/getsource',
  title: 'Query Customer Source',
  summary: 'Lists the customer sources.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/getsource',
  access: 'read',
  request: z.strictObject({}),
  answer: listAnswer(z.looseObject({ value: wireText, label: optionalText })),
  repeatable: true,
});

/** A department (`type` 1) or an agent (`type` 2). The table names the admin flag `manager`, the example `manager_flag`. */
export interface AgentNode {
  id: string;
  name?: string | null | undefined;
  image?: string | null | undefined;
  /** Department ids from the company down, joined by `|`. */
  path?: string | null | undefined;
  type: number;
  manager?: number | null | undefined;
  manager_flag?: number | null | undefined;
  sub_list: AgentNode[];
  [member: string]: unknown;
}

const agentNode: z.ZodType<AgentNode> = z.looseObject({
  id: wireText,
  name: optionalText,
  image: optionalText,
  path: optionalText,
  type: wireInteger,
  manager: optionalInteger,
  manager_flag: optionalInteger,
  sub_list: z.lazy(() => wireList(agentNode)),
});

/** A tree: agents are in the `sub_list` of their department. */
export const listAgents = defineEndpoint({
  name: 'user/user_list',
  title: 'Query Agent List',
  summary: 'Lists departments and their agents as a tree.',
  method: 'GET',
  path: '/api/scrm/5/user/user_list',
  access: 'read',
  request: z.strictObject({}),
  answer: listAnswer(agentNode),
  repeatable: true,
});

/** The path says `provice`, the answer `provinceid`; a customer's parameter is `proviceid` again. */
export const listProvinces = defineEndpoint({
  name: 'user_dynamic/provice',
  title: 'Query Province',
  summary: 'Lists the provinces.',
  method: 'GET',
  path: '/api/scrm/5/user_dynamic/provice',
  access: 'read',
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
  access: 'read',
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
  access: 'read',
  request: z.strictObject({ cityid: required(filledText(), 'City id') }),
  answer: listAnswer(z.looseObject({ cityid: optionalText, areaid: wireText, area_name: optionalText })),
  repeatable: true,
});
