import type { EndpointKey } from '../routes.ts';
import type { Handler } from '../world.ts';
import { listAgents } from './agents.ts';
import { listAssignmentStats, listAssignments } from './assignment-history.ts';
import { listBehaviors } from './behaviors.ts';
import { addToBlacklist, listBlacklist, removeFromBlacklist } from './blacklist.ts';
import { listCustomerFields, listEnterpriseFields, listLevels } from './custom-fields.ts';
import { assignCustomers, recycleCustomers } from './customer-pool.ts';
import { listCustomerTags, replaceCustomerTags, tagCustomer } from './customer-tags.ts';
import { listStages, saveFollowUp, setStage } from './follow-ups.ts';
import { getCustomer } from './get-customer.ts';
import { listCustomers } from './list-customers.ts';
import { listCountries, listLanguages, listTimezones } from './locales.ts';
import { getMultilingualContent } from './multilingual-content.ts';
import { listAreas, listCities, listProvinces } from './places.ts';
import { saveCustomer } from './save-customer.ts';
import { saveEnterprise } from './save-enterprise.ts';
import { listSources } from './sources.ts';
import { listTagGroups, removeTagGroup, saveTagGroup, updateTagGroup } from './tag-groups.ts';
import { listTags, removeTag, saveTag, updateTag } from './tags.ts';
import { getToken } from './token.ts';
import { updateCustomer } from './update-customer.ts';

/** What answers each endpoint. */
export const handlers: Readonly<Record<EndpointKey, Handler>> = {
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
};
