import { z } from 'zod';
import { itemAnswer, wireInteger } from '../answer-schemas.ts';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, required } from '../parameters.ts';
import { assignCustomers, listAssignmentStats, listAssignments, recycleCustomers } from './assignments.ts';
import { addToBlacklist, listBlacklist, removeFromBlacklist } from './blacklist.ts';
import { listCustomerFields, listEnterpriseFields, listLevels } from './custom-fields.ts';
import { getCustomer, listCustomers, saveCustomer, saveEnterprise, updateCustomer } from './customers.ts';
import { listBehaviors, listStages, saveFollowUp, setStage } from './follow-ups.ts';
import {
  getMultilingualContent,
  listAgents,
  listAreas,
  listCities,
  listCountries,
  listLanguages,
  listProvinces,
  listSources,
  listTimezones,
} from './reference-data.ts';
import {
  listCustomerTags,
  listTagGroups,
  listTags,
  removeTag,
  removeTagGroup,
  replaceCustomerTags,
  saveTag,
  saveTagGroup,
  tagCustomer,
  updateTag,
  updateTagGroup,
} from './tags.ts';

/** The only call without a token. `expires_in` is text, in seconds. */
const getToken = defineEndpoint({
  name: 'get_token',
  title: 'Get the Access Token Code',
  summary: 'Gets the token that every other call carries; the previous token may become invalid.',
  method: 'GET',
  path: '/api/get_token',
  access: 'read',
  request: z.strictObject({
    appid: required(filledText(), 'API credential id'),
    create_time: required(z.string().regex(/^\d+$/), 'Timestamp in seconds, as text'),
    sign: required(z.string().regex(/^[0-9a-f]{32}$/), 'Lower-case hex of md5(appid + create_time + app_key)'),
  }),
  answer: itemAnswer(z.looseObject({ token: z.string().min(1), expires_in: wireInteger })),
  repeatable: true,
});

/** Every call of the API, in the order of the API document. */
export const endpoints = {
  getToken,
  listTimezones,
  listLanguages,
  listCountries,
  getMultilingualContent,
  saveTagGroup,
  updateTagGroup,
  listTagGroups,
  removeTagGroup,
  saveTag,
  updateTag,
  listTags,
  removeTag,
  listCustomerTags,
  replaceCustomerTags,
  tagCustomer,
  saveCustomer,
  updateCustomer,
  saveEnterprise,
  assignCustomers,
  recycleCustomers,
  listCustomers,
  getCustomer,
  listBehaviors,
  saveFollowUp,
  listStages,
  setStage,
  listAssignments,
  listAssignmentStats,
  listSources,
  listAgents,
  listProvinces,
  listCities,
  listAreas,
  listCustomerFields,
  listLevels,
  listEnterpriseFields,
  listBlacklist,
  addToBlacklist,
  removeFromBlacklist,
} as const;

/** The key of an endpoint in the table. */
export type EndpointKey = keyof typeof endpoints;
