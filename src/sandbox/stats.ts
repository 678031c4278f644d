import type { FaultKind } from './faults.ts';
import type { PushCounts } from './push/push-sender.ts';
import type { EndpointKey } from './routes.ts';

/** The requests and answers of the sandbox since it started, and its number of records. */
export interface SandboxStats extends CallCounts {
  /** How many records there are, and how many different values they have. */
  readonly distinct: {
    readonly customers: number;
    readonly partnerid: number;
    readonly tel: number;
    readonly email: number;
    readonly enterprises: number;
    readonly enterpriseNames: number;
  };
  /** The message pushes, if there is somewhere to send them. */
  readonly pushes?: PushCounts;
}

/** The requests and answers of the sandbox. */
interface CallCounts {
  /** Calls of the API that arrived, including token requests. */
  readonly requests: number;
  readonly tokenRequests: number;
  readonly byEndpoint: Readonly<Partial<Record<EndpointKey, number>>>;
  /** Calls that were processed successfully, although their answer may have been lost. */
  readonly succeeded: Readonly<Partial<Record<EndpointKey, number>>>;
  readonly byFault: Readonly<Partial<Record<FaultKind | 'rate-limit' | 'daily-limit', number>>>;
  /** Answers by HTTP status. Reset or unanswered requests have none. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Answers by `ret_code`. */
  readonly byCode: Readonly<Record<string, number>>;
  readonly connections: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** The most requests that arrived within any second. */
  readonly peakPerSecond: number;
  /** Requests by the second in which they arrived, for the last hour. */
  readonly perSecond: readonly { readonly second: number; readonly requests: number }[];
}

/** Counts requests and answers. */
export class SandboxCounters {
  requests = 0;
  connections = 0;
  inFlight = 0;
  peakInFlight = 0;
  peakPerSecond = 0;
  readonly byEndpoint = new KeyedCounter<EndpointKey>();
  readonly succeeded = new KeyedCounter<EndpointKey>();
  readonly byFault = new KeyedCounter<FaultKind | 'rate-limit' | 'daily-limit'>();
  readonly byStatus = new KeyedCounter<number>();
  readonly byCode = new KeyedCounter<string>();
  readonly perSecond = new KeyedCounter<number>();
  /** Arrival times of the last second, the oldest at `#oldest`. */
  #arrivals: number[] = [];
  #oldest = 0;

  arrived(key: EndpointKey, nowMs: number): void {
    this.requests++;
    this.byEndpoint.add(key);
    this.perSecond.add(Math.floor(nowMs / 1000));
    this.inFlight++;
    this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
    this.#arrivals.push(nowMs);
    while ((this.#arrivals[this.#oldest] as number) <= nowMs - 1000) this.#oldest++;
    this.peakPerSecond = Math.max(this.peakPerSecond, this.#arrivals.length - this.#oldest);
    if (this.#oldest > 10_000) {
      this.#arrivals = this.#arrivals.slice(this.#oldest);
      this.#oldest = 0;
    }
  }

  read(): CallCounts {
    const byEndpoint = this.byEndpoint.read();
    return {
      requests: this.requests,
      tokenRequests: byEndpoint.getToken ?? 0,
      byEndpoint,
      succeeded: this.succeeded.read(),
      byFault: this.byFault.read(),
      byStatus: this.byStatus.read(),
      byCode: this.byCode.read(),
      connections: this.connections,
      inFlight: this.inFlight,
      peakInFlight: this.peakInFlight,
      peakPerSecond: this.peakPerSecond,
      perSecond: this.perSecond
        .entries()
        .slice(-3600)
        .map(([second, requests]) => ({ second, requests })),
    };
  }
}

/** Counts by key. */
class KeyedCounter<Key extends string | number> {
  readonly #counts = new Map<Key, number>();

  add(key: Key): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  entries(): [Key, number][] {
    return [...this.#counts];
  }

  read(): Record<Key, number> {
    return Object.fromEntries(this.#counts) as Record<Key, number>;
  }
}
