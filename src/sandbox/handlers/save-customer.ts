import { allowed, objectBody, requiredInteger } from '../checks/body.ts';
import { checkFilled, withEntries } from '../checks/custom-entries.ts';
import { deriveId } from '../derive-id.ts';
import { refuse } from '../refusal.ts';
import { creationOf } from '../store/behavior-store.ts';
import type { Customer } from '../store/customer.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';
import { applyEdit, editedCustomValues } from './customer-change.ts';
import { type CustomerInput, readNewCustomer } from './customer-input.ts';

/** Customers that come by the API bear this source: "Customer Center". */
const API_SOURCE = 8;

/** Updates the customer that the tenant's rules identify, else creates one. Source: "Create Customer". */
export const handleSaveCustomer: Handler = (call, world) => {
  const body = objectBody(call);
  const input = readNewCustomer(body, world);
  const status = allowed('crm_status', requiredInteger(body, 'crm_status'), [1, 2, 3, 4]);
  if (status === 3 && !input.texts.liable_serviceid) refuse('required', 'liable_serviceid');
  const present = identifyCustomer(input, world);
  const customer =
    present === undefined ? createCustomer(input, status, world) : updateIdentified(present, input, world);
  return { data: { userid: customer.id }, action: present === undefined ? 'add' : 'update' };
};

function identifyCustomer({ texts }: CustomerInput, { store, settings }: World): Customer | undefined {
  for (const field of settings.identifiedBy) {
    const value = texts[field];
    const customer = value ? store.customers.index(field)?.find(value) : undefined;
    if (customer !== undefined) return customer;
  }
  return undefined;
}

function createCustomer({ texts, lists, sex, entries }: CustomerInput, status: number, world: World): Customer {
  const { store, tenant } = world;
  const custom = entries === undefined ? [] : withEntries([], entries, false, tenant.customerFields);
  checkFilled('ex_field_str', custom, tenant.customerFields);
  const sequence = store.customers.takeSequence();
  const seconds = nowSeconds(world);
  const customer: Customer = {
    id: deriveId(tenant.seed, 'customer', sequence),
    sequence,
    createTime: seconds,
    updateTime: seconds,
    source: API_SOURCE,
    generated: false,
    status,
    sex: sex ?? null,
    texts,
    lists: Object.keys(lists).length === 0 ? null : lists,
    custom,
    tags: [],
    stage: null,
    black: null,
  };
  store.customers.add(customer);
  store.behaviors.record(customer, { ...creationOf(customer), timeMs: world.settings.now() });
  if (texts.liable_serviceid) {
    store.assignments.record(texts.liable_serviceid, { time: seconds, customerId: customer.id });
  }
  return customer;
}

/** An identified customer keeps its status and agent; custom fields that are not given stay. */
function updateIdentified(customer: Customer, input: CustomerInput, world: World): Customer {
  const { liable_serviceid: _id, liable_service_name: _name, ...texts } = input.texts;
  applyEdit(customer, { ...input, texts }, editedCustomValues(customer, input.entries, true, world), world);
  return customer;
}
