import { bodyPage, listPayload, slicePage } from '../answers.ts';
import { isCalendarDate } from '../custom-field-checks.ts';
import {
  allowed,
  isParams,
  knownAgent,
  knownCustomer,
  listParam,
  objectBody,
  type Params,
  requiredInteger,
  requiredText,
  textParam,
} from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import { type Customer, touch } from '../store/customer.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';

/** Assigns customers to agents in turn, with the status follow-up. One unknown id refuses them all. Source: "Assign Customer". */
export const handleAssignCustomers: Handler = (call, world) => {
  const { store, settings } = world;
  const body = objectBody(call);
  const customers = readCustomers(body, world);
  const agents = readAgents(body, world);
  allowed('assign_biz_type', requiredText(body, 'assign_biz_type'), ['1', '2', '3', '4', '5']);
  customers.forEach((customer, index) => {
    const agent = agents[index % agents.length] as NamedAgent;
    const oldName = customer.texts.liable_service_name ?? '';
    store.customers.edit(customer, () => {
      customer.status = 3;
      customer.texts = { ...customer.texts, liable_serviceid: agent.id, liable_service_name: agent.name };
      touch(customer, nowSeconds(world));
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
      touch(customer, nowSeconds(world));
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

/** A page of the customers that were assigned to an agent, the latest first. Source: "Customer Assignment Records". */
export const handleListAssignments: Handler = (call, world) => {
  const { store, tenant } = world;
  const body = objectBody(call);
  const agent = knownAgent('liable_serviceid', requiredText(body, 'liable_serviceid'), world);
  const start = requiredInteger(body, 'start_time');
  const end = requiredInteger(body, 'end_time');
  if (end < start) refuse('notAllowed', 'end_time', 'must not be before start_time');
  const newestFirst = [...store.assignments.between(agent.id, start, end)].reverse();
  return slicePage(
    newestFirst,
    bodyPage(body, 15, world),
    ({ customerId, time }) => ({
      companyid: tenant.companyId,
      userid: customerId,
      nick: store.customers.get(customerId)?.texts.nick ?? '',
      assign_time: time,
    }),
    world,
  );
};

/** How many customers were assigned to an agent on each day, without days that have none. Source: "Customer Assignment Statistics". */
export const handleListAssignmentStats: Handler = (call, world) => {
  const { store, tenant } = world;
  const body = objectBody(call);
  const agent = knownAgent('liable_serviceid', requiredText(body, 'liable_serviceid'), world);
  const startDate = requiredDate(body, 'start_date');
  const endDate = requiredDate(body, 'end_date');
  if (endDate < startDate) refuse('notAllowed', 'end_date', 'must not be before start_date');
  if (endDate > monthAfter(startDate)) refuse('rangeTooLong', 'end_date', 'at most one month after start_date');
  const offset = offsetSeconds(textParam(body, 'timezone') || '+08:00');
  const start = Date.parse(`${startDate}T00:00:00Z`) / 1000 - offset;
  const end = Date.parse(`${endDate}T23:59:59Z`) / 1000 - offset;
  const counts = new Map<string, number>();
  for (const { time } of store.assignments.between(agent.id, start, end)) {
    const date = new Date((time + offset) * 1000).toISOString().slice(0, 10);
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  const items = [...counts].map(([date, count]) => ({
    liable_serviceid: agent.id,
    companyid: tenant.companyId,
    assign_num: count,
    assign_date: date,
  }));
  return listPayload(items, world);
};

function requiredDate(body: Params, name: string): string {
  const date = requiredText(body, name);
  return isCalendarDate(date) ? date : refuse('badFormat', name, 'YYYY-MM-DD');
}

/** The same day of the next month, or its last day if it is shorter. */
function monthAfter(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

function offsetSeconds(timezone: string): number {
  const [, sign, hours, minutes] =
    /^([+-])(\d{2}):(\d{2})$/.exec(timezone) ?? refuse('badFormat', 'timezone', '+08:00');
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
