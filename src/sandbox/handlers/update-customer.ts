import { allowed, integerParam, objectBody } from '../checks/body.ts';
import { knownCustomer } from '../checks/known.ts';
import { type Handler, nowSeconds } from '../world.ts';
import { applyEdit, editedCustomValues } from './customer-change.ts';
import { readEditedCustomer } from './customer-input.ts';

/** Edits the customer of the path. Source: "Edit Customer Info". */
export const handleUpdateCustomer: Handler = (call, world) => {
  const customer = knownCustomer('id', call.pathParams['id'] ?? '', world);
  const body = objectBody(call);
  const input = readEditedCustomer(body, world);
  const merge = allowed('upset_ex_field_str', integerParam(body, 'upset_ex_field_str') ?? 0, [0, 1]) === 1;
  const agentBefore = customer.texts.liable_serviceid ?? '';
  applyEdit(customer, input, editedCustomValues(customer, input.entries, merge, world), world);
  const agent = customer.texts.liable_serviceid ?? '';
  if (agent !== '' && agent !== agentBefore) {
    world.store.assignments.record(agent, { time: nowSeconds(world), customerId: customer.id });
  }
  return {};
};
