import { integerParam, type Params } from './checks/body.ts';
import { queryInteger } from './checks/query.ts';
import { refuse } from './refusal.ts';
import type { Answer, World } from './world.ts';
import { SerializedItems } from './written-items.ts';

/** The page that a call asks for, capped. */
export interface PageRequest {
  readonly number: number;
  readonly size: number;
}

/** Where a page lies in the whole list. */
export interface PageRange extends PageRequest {
  readonly total: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** The page that a query asks for. */
export function queryPage(query: URLSearchParams, defaultSize: number, world: World): PageRequest {
  return pageRequest(queryInteger(query, 'page_no'), queryInteger(query, 'page_size'), defaultSize, world);
}

/** The page that a body asks for. */
export function bodyPage(body: Params, defaultSize: number, world: World): PageRequest {
  return pageRequest(integerParam(body, 'page_no'), integerParam(body, 'page_size'), defaultSize, world);
}

function pageRequest(pageNo = 1, pageSize: number | undefined, defaultSize: number, { settings }: World): PageRequest {
  if (pageNo < 1) refuse('notAllowed', 'page_no', 'the first page is 1');
  if (pageSize !== undefined && pageSize < 1) refuse('notAllowed', 'page_size', 'must be at least 1');
  return { number: pageNo, size: Math.min(pageSize ?? defaultSize, settings.maxPageSize) };
}

/** Places a page in a list of `total` items. */
export function locatePage({ number, size }: PageRequest, total: number, { settings }: World): PageRange {
  const count = Math.ceil(total / size);
  const shown = settings.repeatPages ? Math.min(number, Math.max(count, 1)) : number;
  const from = Math.min((shown - 1) * size, total);
  return { number, size, total, count, from, to: Math.min(from + size, total) };
}

/** The answer that carries a page. */
export function pagePayload(page: PageRange, items: readonly unknown[] | SerializedItems, world: World): Answer {
  return {
    ...(items instanceof SerializedItems ? { items } : listPayload(items, world)),
    page_no: page.number,
    page_count: page.count,
    total_count: page.total,
    page_size: page.size,
  };
}

/** The answer that carries a page cut out of a whole list. */
export function slicePage<Item>(
  all: readonly Item[],
  request: PageRequest,
  render: (item: Item) => unknown,
  world: World,
): Answer {
  const page = locatePage(request, all.length, world);
  return pagePayload(page, all.slice(page.from, page.to).map(render), world);
}

/** The answer that carries a list. */
export function listPayload(items: readonly unknown[], { settings }: World): Answer {
  if (items.length > 0 || settings.emptyItems === 'empty') return { items };
  return settings.emptyItems === 'null' ? { items: null } : {};
}
