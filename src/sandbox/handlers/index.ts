import type { EndpointKey } from '../routes.ts';
import type { Handler } from '../world.ts';
import { listAgents } from './agents.ts';
import { listCustomerFields, listEnterpriseFields, listLevels } from './custom-fields.ts';
import { getCustomer } from './get-customer.ts';
import { listCustomers } from './list-customers.ts';
import { saveCustomer } from './save-customer.ts';
import { getToken } from './token.ts';
import { updateCustomer } from './update-customer.ts';

/** What answers each endpoint. */
export const handlers: Partial<Record<EndpointKey, Handler>> = {
  getToken,
  saveCustomer,
  updateCustomer,
  listCustomers,
  getCustomer,
  listAgents,
  listCustomerFields,
  listLevels,
  listEnterpriseFields,
};
