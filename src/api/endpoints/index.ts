import { listAgents } from './agents.ts';
import { listAssignmentStats, listAssignments } from './assignment-history.ts';
import { listBehaviors } from './behaviors.ts';
import { addToBlacklist, listBlacklist, removeFromBlacklist } from './blacklist.ts';
import { listCustomerFields, listEnterpriseFields, listLevels } from './custom-fields.ts';
import { assignCustomers, recycleCustomers } from './customer-pool.ts';
import { getCustomer, listCustomers } from './customer-reads.ts';
import { listCustomerTags, replaceCustomerTags, tagCustomer } from './customer-tags.ts';
import { saveCustomer, updateCustomer } from './customer-writes.ts';
import { saveEnterprise } from './enterprises.ts';
import { listStages, saveFollowUp, setStage } from './follow-ups.ts';
import { listCountries, listLanguages, listTimezones } from './locales.ts';
import { getMultilingualContent } from './multilingual-content.ts';
import { listAreas, listCities, listProvinces } from './places.ts';
import { listSources } from './sources.ts';
import { listTagGroups, removeTagGroup, saveTagGroup, updateTagGroup } from './tag-groups.ts';
import { listTags, removeTag, saveTag, updateTag } from './tags.ts';
import { getToken } from './token.ts';

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
