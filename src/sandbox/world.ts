import type { SandboxSettings } from './options.ts';
import type { Store } from './store/store.ts';
import type { TenantSetup } from './tenant/tenant.ts';

/** Everything that a handler needs. */
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

/** The members of an answer other than `ret_code` and `ret_msg`. */
export type Answer = Record<string, unknown>;

/** Implements one endpoint. Throws a `RetCodeError` to refuse a call. */
export type Handler = (call: Call, world: World) => Answer;
