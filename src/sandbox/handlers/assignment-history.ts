import { objectBody, type Params, requiredInteger, requiredText, textParam } from '../checks/body.ts';
import { isCalendarDate } from '../checks/custom-value.ts';
import { knownAgent } from '../checks/known.ts';
import { bodyPage, listPayload, slicePage } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { Handler } from '../world.ts';

/** A page of the customers that came to an agent, the newest first. Source: "Customer Assignment Records". */
export const handleListAssignments: Handler = (call, world) => {
  const { store, tenant } = world;
  const body = objectBody(call);
  const agent = knownAgent('liable_serviceid', requiredText(body, 'liable_serviceid'), world);
  const start = requiredInteger(body, 'start_time');
  const end = requiredInteger(body, 'end_time');
  if (end < start) refuse('notAllowed', 'end_time', 'must not lie before start_time');
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

/** How many customers came to an agent on each day on which any came. Source: "Customer Assignment Statistics". */
export const handleListAssignmentStats: Handler = (call, world) => {
  const { store, tenant } = world;
  const body = objectBody(call);
  const agent = knownAgent('liable_serviceid', requiredText(body, 'liable_serviceid'), world);
  const startDate = requiredDate(body, 'start_date');
  const endDate = requiredDate(body, 'end_date');
  if (endDate < startDate) refuse('notAllowed', 'end_date', 'must not lie before start_date');
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

/** The same day of the next month, or its last day where it is shorter. */
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
