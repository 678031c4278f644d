import { type EndpointKey, endpoints } from '../api/endpoints/index.ts';

export type { EndpointKey };

/** The method and path of a call of the API. */
export interface Route {
  readonly key: EndpointKey;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Does the call change data? */
  readonly writes: boolean;
}

/** Calls that change data; requesting a token does not count. */
const WRITE_ENDPOINTS: ReadonlySet<EndpointKey> = new Set<EndpointKey>([
  'saveTagGroup',
  'updateTagGroup',
  'removeTagGroup',
  'saveTag',
  'updateTag',
  'removeTag',
  'replaceCustomerTags',
  'tagCustomer',
  'saveCustomer',
  'updateCustomer',
  'saveEnterprise',
  'assignCustomers',
  'recycleCustomers',
  'saveFollowUp',
  'setStage',
  'addToBlacklist',
  'removeFromBlacklist',
]);

/** The routes of all endpoints in the table. */
export const routes: readonly Route[] = Object.entries(endpoints).map(([name, { method, path }]) => {
  const key = name as EndpointKey;
  return { key, method, path, writes: WRITE_ENDPOINTS.has(key) };
});

/** The route of a path, and the values of the parameters in the path. */
export interface RouteMatch {
  readonly route: Route;
  readonly pathParams: Readonly<Record<string, string>>;
}

const NO_PARAMS = {};
const fixedRoutes = new Map<string, RouteMatch>();
/** Routes that end in a parameter, by the path before it. */
const openRoutes = new Map<string, { readonly route: Route; readonly param: string }>();
for (const route of routes) {
  const [, before, param] = /^(.*\/)\{(\w+)\}$/.exec(route.path) ?? [];
  if (before === undefined || param === undefined) fixedRoutes.set(route.path, { route, pathParams: NO_PARAMS });
  else openRoutes.set(before, { route, param });
}

/** Finds the route of a path, whatever the method. */
export function matchRoute(path: string): RouteMatch | undefined {
  const fixed = fixedRoutes.get(path);
  if (fixed !== undefined) return fixed;
  const split = path.lastIndexOf('/') + 1;
  const open = openRoutes.get(path.slice(0, split));
  if (open === undefined || split === path.length) return undefined;
  return { route: open.route, pathParams: { [open.param]: decodeSegment(path.slice(split)) } };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
