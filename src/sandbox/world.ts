import type { SandboxSettings } from './options.ts';
import type { Store } from './store/store.ts';
import type { TenantSetup } from './tenant/tenant.ts';

/** All that a handler works with. */
export interface World {
  readonly tenant: TenantSetup;
  readonly store: Store;
  readonly settings: SandboxSettings;
}

/** The sandbox's clock in the API's unit. */
export function nowSeconds({ settings }: World): number {
  return Math.floor(settings.now() / 1000);
}

/** A call as a handler sees it: its token has been checked and its body parsed. */
export interface Call {
  readonly pathParams: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body of a POST. */
  readonly body: unknown;
}

/** The members of an answer beside `ret_code` and `ret_msg`. */
export type Answer = Record<string, unknown>;

/** Does what one endpoint does, or throws a `Refusal`. */
export type Handler = (call: Call, world: World) => Answer;
