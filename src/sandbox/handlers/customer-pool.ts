import {
  allowed,
  isParams,
  listParam,
  objectBody,
  type Params,
  requiredInteger,
  requiredText,
  textParam,
} from '../checks/body.ts';
import { knownAgent, knownCustomer } from '../checks/known.ts';
import { refuse } from '../refusal.ts';
import type { Customer } from '../store/customer.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';

/** Gives customers to agents in turn: they are then followed up. One unknown id refuses them all. Source: "Assign Customer". */
export const handleAssignCustomers: Handler = (call, world) => {
  const { store, settings } = world;
  const body = objectBody(call);
  const customers = readCustomers(body, world);
  const agents = readAgents(body, world);
  allowed('assign_biz_type', requiredText(body, 'assign_biz_type'), ['1', '2', '3', '4', '5']);
  customers.forEach((customer, place) => {
    const agent = agents[place % agents.length] as NamedAgent;
    const oldName = customer.texts.liable_service_name ?? '';
    store.customers.edit(customer, () => {
      customer.status = 3;
      customer.texts = { ...customer.texts, liable_serviceid: agent.id, liable_service_name: agent.name };
      customer.updateTime = nowSeconds(world);
    });
    store.assignments.record(agent.id, { time: nowSeconds(world), customerId: customer.id });
    const changes = [{ field: 'liable_service_name', value: agent.name, oldValue: oldName }];
    store.behaviors.record(customer, { type: 'user_assign', timeMs: settings.now(), changes });
  });
  return {};
};

/** Puts customers back into the pool, without an agent. Source: "Recycle to Customer Pool". */
export const handleRecycleCustomers: Handler = (call, world) => {
  const { store, settings } = world;
  const body = objectBody(call);
  const customers = readCustomers(body, world);
  const type = allowed('confirm_type', requiredInteger(body, 'confirm_type'), [1, 2]);
  for (const customer of customers) {
    const oldName = customer.texts.liable_service_name ?? '';
    store.customers.edit(customer, () => {
      customer.status = 4;
      customer.texts = { ...customer.texts, liable_serviceid: '', liable_service_name: '' };
      customer.updateTime = nowSeconds(world);
    });
    const changes = [{ field: 'liable_service_name', value: '', oldValue: oldName }];
    const content = { confirmType: type };
    store.behaviors.record(customer, { type: 'user_recycle', timeMs: settings.now(), changes, content });
  }
  return {};
};

/** `confirmids` joins ids with commas; the same id twice counts once. */
function readCustomers(body: Params, world: World): readonly Customer[] {
  const ids = requiredText(body, 'confirmids').split(',');
  return [...new Set(ids.map((id) => knownCustomer('confirmids', id, world)))];
}

interface NamedAgent {
  readonly id: string;
  readonly name: string;
}

function readAgents(body: Params, world: World): readonly NamedAgent[] {
  const entries = listParam(body, 'liable_list');
  if (entries === undefined || entries.length === 0) return refuse('required', 'liable_list');
  return entries.map((entry) => {
    if (!isParams(entry)) return refuse('wrongType', 'liable_list', 'a list of objects');
    const { id } = knownAgent('liable_serviceid', requiredText(entry, 'liable_serviceid'), world);
    textParam(entry, 'liable_departmentid');
    return { id, name: requiredText(entry, 'liable_service_name') };
  });
}
