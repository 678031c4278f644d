import type { FaultRates, FaultScript } from './faults.ts';
import { CUSTOMER_TEXTS, type CustomerText } from './store/customer.ts';

/** The options of the sandbox. Every option has a default. */
export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly appId?: string | undefined;
  readonly appKey?: string | undefined;
  /** How many customers are generated at the start. Default 0. */
  readonly customers?: number | undefined;
  /** Determines all ids and generated records. Default 1. */
  readonly seed?: number | string | undefined;
  /** How long an answer takes, and the maximum random addition. Default 0. */
  readonly latencyMs?: number | undefined;
  readonly jitterMs?: number | undefined;
  /** Requests admitted in any second; others are answered with HTTP 429. Default: no limit. */
  readonly rateLimit?: number | undefined;
  /** Requests admitted each day, until midnight of this machine; others are answered with HTTP 429. Default: no limit. */
  readonly dailyLimit?: number | undefined;
  /** The form of `Retry-After` in a 429. Default: `seconds`. */
  readonly retryAfter?: 'seconds' | 'date' | 'none' | undefined;
  readonly tokenTtlSeconds?: number | undefined;
  /** Several tokens are valid at once. By default a new token ends the previous one. */
  readonly tokensStay?: boolean | undefined;
  /** By how much `create_time` may differ from the clock. Default 600. */
  readonly clockSkewSeconds?: number | undefined;
  readonly faults?: FaultRates | undefined;
  readonly faultSeed?: number | string | undefined;
  /** Faults in an exact order, which precede random ones. */
  readonly script?: FaultScript | undefined;
  /** Message pushes about every customer that is added, edited or combined are posted there; only to this machine. */
  readonly pushUrl?: string | undefined;
  /** A folder that keeps the records across restarts. */
  readonly dataDir?: string | undefined;
  /** The maximum of `page_size`. Default 100. */
  readonly maxPageSize?: number | undefined;
  /** The fields by which the tenant identifies a customer; the first match wins. Default `tel`, `email`, `partnerid`. */
  readonly identifiedBy?: readonly CustomerText[] | undefined;
  /** Names of custom fields that must be filled. */
  readonly requiredCustomFields?: readonly string[] | undefined;
  /** Customers that are added and removed at random after every list of customers. */
  readonly churn?: Churn | undefined;
  /** The list shows new customers with a delay of so many seconds. Default 0. */
  readonly listLagSeconds?: number | undefined;
  /**
   * The members of rows in the list of customers. Default `all`: those of the document's table and example. `basic`: without the
   * custom fields (`ex_field_str`), which the example does not show. `table`: without status and agent, which the table does not have.
   */
  readonly listMembers?: 'all' | 'basic' | 'table' | undefined;
  /** New customers get an id and an answer, but are not kept: for measurements with more customers than fit into memory. */
  readonly discard?: boolean | undefined;
  /** A server bug to test against: a page after the last one repeats the last one. */
  readonly repeatPages?: boolean | undefined;
  /** Numbers in answers come as strings of digits. */
  readonly stringNumbers?: boolean | undefined;
  /** The form of an empty list in an answer. Default `empty`: `[]`. */
  readonly emptyItems?: 'empty' | 'null' | 'absent' | undefined;
  /** `user/detail` uses the names of its table (`partnerId`) instead of those of its example (`partnerid`). */
  readonly camelCaseDetail?: boolean | undefined;
  /** The clock, in epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** How many customers are added and removed at each list call. */
export interface Churn {
  readonly inserts: number;
  readonly removes: number;
  readonly seed?: number | string;
}

/** Options without a default. */
type Absent = 'rateLimit' | 'dailyLimit' | 'dataDir' | 'churn' | 'pushUrl';

/** The options with their defaults filled in. */
export type SandboxSettings =
  Required<{ [Name in keyof SandboxOptions]: NonNullable<SandboxOptions[Name]> }> extends infer All
    ? Omit<All, Absent> & Pick<SandboxOptions, Absent>
    : never;

const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  appId: 'sandbox',
  appKey: 'sandbox-key',
  customers: 0,
  seed: 1,
  latencyMs: 0,
  jitterMs: 0,
  retryAfter: 'seconds',
  tokenTtlSeconds: 86_400,
  tokensStay: false,
  clockSkewSeconds: 600,
  faults: {},
  faultSeed: 1,
  script: [],
  maxPageSize: 100,
  identifiedBy: ['tel', 'email', 'partnerid'],
  requiredCustomFields: [],
  listLagSeconds: 0,
  listMembers: 'all',
  discard: false,
  repeatPages: false,
  stringNumbers: false,
  emptyItems: 'empty',
  camelCaseDetail: false,
  now: Date.now,
} as const satisfies SandboxOptions;

/** The minimum of each number. */
const MINIMUMS = {
  port: 0,
  customers: 0,
  latencyMs: 0,
  jitterMs: 0,
  rateLimit: 1,
  dailyLimit: 0,
  tokenTtlSeconds: 1,
  clockSkewSeconds: 0,
  listLagSeconds: 0,
  maxPageSize: 1,
} as const;

/** Fills in the defaults. Throws a RangeError that names an invalid option. */
export function fillDefaults(options: SandboxOptions): SandboxSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: SandboxSettings = { ...DEFAULTS, ...given };
  for (const [name, minimum] of Object.entries(MINIMUMS)) {
    const value = settings[name as keyof typeof MINIMUMS];
    if (value !== undefined && !(value >= minimum)) {
      throw new RangeError(`${name} is ${value}; it must be at least ${minimum}`);
    }
  }
  for (const field of settings.identifiedBy) {
    if (!CUSTOMER_TEXTS.includes(field)) throw new RangeError(`Customers cannot be identified by "${field}"`);
  }
  return settings;
}
