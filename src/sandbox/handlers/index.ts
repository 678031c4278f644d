import { hash } from 'node:crypto';
import { requiredQueryText } from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import type { EndpointKey } from '../routes.ts';
import { deriveId } from '../seeded-values.ts';
import type { Handler, World } from '../world.ts';
import {
  handleAssignCustomers,
  handleListAssignmentStats,
  handleListAssignments,
  handleRecycleCustomers,
} from './assignments.ts';
import { handleAddToBlacklist, handleListBlacklist, handleRemoveFromBlacklist } from './blacklist.ts';
import { handleGetCustomer } from './customer-answers.ts';
import { handleListCustomerTags, handleReplaceCustomerTags, handleTagCustomer } from './customer-tags.ts';
import { handleSaveCustomer, handleSaveEnterprise, handleUpdateCustomer } from './customer-writes.ts';
import { handleListBehaviors, handleListStages, handleSaveFollowUp, handleSetStage } from './follow-ups.ts';
import { handleListCustomers } from './list-customers.ts';
import {
  handleGetMultilingualContent,
  handleListAgents,
  handleListAreas,
  handleListCities,
  handleListCountries,
  handleListCustomerFields,
  handleListEnterpriseFields,
  handleListLanguages,
  handleListLevels,
  handleListProvinces,
  handleListSources,
  handleListTimezones,
} from './reference-data.ts';
import {
  handleListTagGroups,
  handleListTags,
  handleRemoveTag,
  handleRemoveTagGroup,
  handleSaveTag,
  handleSaveTagGroup,
  handleUpdateTag,
  handleUpdateTagGroup,
} from './tags.ts';

/** Issues a token for a correct signature, which ends the previous token. Source: "Get the Access Token Code". */
const handleGetToken: Handler = ({ query }, { settings, store, tenant }) => {
  const appId = requiredQueryText(query, 'appid');
  const createTime = requiredQueryText(query, 'create_time');
  const sign = requiredQueryText(query, 'sign');
  if (appId !== settings.appId) refuse('unknownAppId');
  const nowMs = settings.now();
  const skewSeconds = Math.abs(Number(createTime) - nowMs / 1000);
  const isFresh = /^\d+$/.test(createTime) && skewSeconds <= settings.clockSkewSeconds;
  if (!isFresh || sign !== hash('md5', appId + createTime + settings.appKey)) refuse('signatureError');
  const token = deriveId(tenant.seed, 'token', nowMs, store.tokens.issued);
  store.tokens.issue(token, nowMs + settings.tokenTtlSeconds * 1000, settings.tokensStay);
  return { item: { token, expires_in: String(settings.tokenTtlSeconds) } };
};

/** Refuses a call whose `token` header is blank, unknown or expired. */
export function checkToken(token: string | undefined, { store, settings }: World): void {
  if (token === undefined || token.trim() === '') refuse('blankToken');
  if (!store.tokens.isValid(token, settings.now())) refuse('tokenExpired');
}

/** The handler of each endpoint. */
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
