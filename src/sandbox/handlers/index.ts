import type { EndpointKey } from '../routes.ts';
import type { Handler } from '../world.ts';
import { handleListAgents } from './agents.ts';
import { handleListAssignmentStats, handleListAssignments } from './assignment-history.ts';
import { handleListBehaviors } from './behaviors.ts';
import { handleAddToBlacklist, handleListBlacklist, handleRemoveFromBlacklist } from './blacklist.ts';
import { handleListCustomerFields, handleListEnterpriseFields, handleListLevels } from './custom-fields.ts';
import { handleAssignCustomers, handleRecycleCustomers } from './customer-pool.ts';
import { handleListCustomerTags, handleReplaceCustomerTags, handleTagCustomer } from './customer-tags.ts';
import { handleListStages, handleSaveFollowUp, handleSetStage } from './follow-ups.ts';
import { handleGetCustomer } from './get-customer.ts';
import { handleListCustomers } from './list-customers.ts';
import { handleListCountries, handleListLanguages, handleListTimezones } from './locales.ts';
import { handleGetMultilingualContent } from './multilingual-content.ts';
import { handleListAreas, handleListCities, handleListProvinces } from './places.ts';
import { handleSaveCustomer } from './save-customer.ts';
import { handleSaveEnterprise } from './save-enterprise.ts';
import { handleListSources } from './sources.ts';
import { handleListTagGroups, handleRemoveTagGroup, handleSaveTagGroup, handleUpdateTagGroup } from './tag-groups.ts';
import { handleListTags, handleRemoveTag, handleSaveTag, handleUpdateTag } from './tags.ts';
import { handleGetToken } from './token.ts';
import { handleUpdateCustomer } from './update-customer.ts';

/** What answers each endpoint. */
export const handlers: Readonly<Record<EndpointKey, Handler>> = {
  getToken: handleGetToken,
  listTimezones: handleListTimezones,
  listLanguages: handleListLanguages,
  listCountries: handleListCountries,
  getMultilingualContent: handleGetMultilingualContent,
  saveTagGroup: handleSaveTagGroup,
  updateTagGroup: handleUpdateTagGroup,
  listTagGroups: handleListTagGroups,
  removeTagGroup: handleRemoveTagGroup,
  saveTag: handleSaveTag,
  updateTag: handleUpdateTag,
  listTags: handleListTags,
  removeTag: handleRemoveTag,
  listCustomerTags: handleListCustomerTags,
  replaceCustomerTags: handleReplaceCustomerTags,
  tagCustomer: handleTagCustomer,
  saveCustomer: handleSaveCustomer,
  updateCustomer: handleUpdateCustomer,
  saveEnterprise: handleSaveEnterprise,
  assignCustomers: handleAssignCustomers,
  recycleCustomers: handleRecycleCustomers,
  listCustomers: handleListCustomers,
  getCustomer: handleGetCustomer,
  listBehaviors: handleListBehaviors,
  saveFollowUp: handleSaveFollowUp,
  listStages: handleListStages,
  setStage: handleSetStage,
  listAssignments: handleListAssignments,
  listAssignmentStats: handleListAssignmentStats,
  listSources: handleListSources,
  listAgents: handleListAgents,
  listProvinces: handleListProvinces,
  listCities: handleListCities,
  listAreas: handleListAreas,
  listCustomerFields: handleListCustomerFields,
  listLevels: handleListLevels,
  listEnterpriseFields: handleListEnterpriseFields,
  listBlacklist: handleListBlacklist,
  addToBlacklist: handleAddToBlacklist,
  removeFromBlacklist: handleRemoveFromBlacklist,
};
