import { type EndpointKey, endpoints } from '../api/endpoints/index.ts';

export type { EndpointKey };

/** Where a call of the API arrives. */
export interface Route {
  readonly key: EndpointKey;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Does the call change something? */
  readonly writes: boolean;
}

/** Calls that change something, getting a token aside. */
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

/** A route for every endpoint of the table. */
export const routes: readonly Route[] = Object.entries(endpoints).map(([name, { method, path }]) => {
  const key = name as EndpointKey;
  return { key, method, path, writes: WRITE_ENDPOINTS.has(key) };
});

/** What a path leads to: the route, and the values of the parameters that stand in the path. */
export interface RouteMatch {
  readonly route: Route;
  readonly pathParams: Readonly<Record<string, string>>;
}

const NO_PARAMS = {};
const fixedRoutes = new Map<string, RouteMatch>();
/** Routes that end in a parameter, by what stands before it. */
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
  const cut = path.lastIndexOf('/') + 1;
  const open = openRoutes.get(path.slice(0, cut));
  if (open === undefined || cut === path.length) return undefined;
  return { route: open.route, pathParams: { [open.param]: decodeSegment(path.slice(cut)) } };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
