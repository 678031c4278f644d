import { type EndpointKey, type Route, routes } from './routes.ts';
import { seededRandom } from './seeded-values.ts';

/** The kinds of faults of a request, and whether it is processed. */
export const faultKinds = {
  '429': 'refused because of too many requests, with Retry-After; not processed',
  '500': 'HTTP 500; not processed',
  '502': 'HTTP 502 with an HTML page, as from a gateway; not processed',
  '503': 'HTTP 503; not processed',
  '999999': 'the unknown system exception of the API; not processed',
  html: 'HTTP 200 with an HTML page, as from a proxy; not processed',
  'reset-before': 'the connection is reset; not processed',
  'reset-after': 'processed, then the connection is reset',
  cut: 'processed, then the connection ends in the middle of the answer',
  hang: 'never answered; not processed',
  'hang-after': 'processed, but never answered',
  'expire-token': 'every token expires, and the call is refused for it',
} as const;

export type FaultKind = keyof typeof faultKinds;

/** The kinds of faults of the message pushes that the sandbox sends. */
export const pushFaultKinds = {
  'push-repeat': 'delivered, then sent once more',
  'push-reorder': 'sent after the next message',
} as const;

export type PushFaultKind = keyof typeof pushFaultKinds;

/** The probability of each kind of fault, from 0 to 1. */
export type FaultRates = Partial<Record<FaultKind | PushFaultKind, number>>;

function isRequestFault(text: string): text is FaultKind {
  return Object.hasOwn(faultKinds, text);
}

function isPushFault(text: string): text is PushFaultKind {
  return Object.hasOwn(pushFaultKinds, text);
}

/** Is it a fault that may have a probability? */
export function isFaultKind(text: string): text is FaultKind | PushFaultKind {
  return isRequestFault(text) || isPushFault(text);
}

/**
 * Reads the probabilities of faults: `reset-after=0.02,429=0.05`. Throws a RangeError that names the wrong part.
 * @example parseFaults('429=0.05') // { '429': 0.05 }
 */
export function parseFaults(text: string): FaultRates {
  const rates: FaultRates = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [kind = '', rate = ''] = part.split('=').map((side) => side.trim());
    rates[isPushFault(kind) ? kind : faultKind(kind)] = probability(kind, rate);
  }
  checkRates(rates);
  return rates;
}

/** Throws a RangeError unless the rates are probabilities, those of requests with a sum of at most 1. */
function checkRates(rates: FaultRates): void {
  let sum = 0;
  for (const [kind, rate] of Object.entries(rates)) {
    const share = probability(kind, rate);
    if (isPushFault(kind)) continue;
    faultKind(kind);
    sum += share;
  }
  if (sum > 1 + 1e-9) throw new RangeError(`The probabilities of all faults add up to ${sum}; they must not exceed 1`);
}

/** The fault of that name. Throws a RangeError that lists all. */
function faultKind(text: string): FaultKind {
  if (isRequestFault(text)) return text;
  const known = [...Object.keys(faultKinds), ...Object.keys(pushFaultKinds)];
  throw new RangeError(`There is no fault "${text}". Use one of: ${known.join(', ')}`);
}

function probability(kind: string, rate: unknown): number {
  const number = typeof rate === 'string' && rate !== '' ? Number(rate) : rate;
  if (typeof number === 'number' && number >= 0 && number <= 1) return number;
  throw new RangeError(`The probability of ${kind} is "${String(rate)}"; it must be from 0 to 1`);
}

/** The requests that a step of a script matches: those of an endpoint, all writes, or all. */
type ScriptTarget = EndpointKey | 'write' | 'any';

/** A step of a script: the next matching request has this fault, or certainly none. */
export interface ScriptStep {
  readonly on?: ScriptTarget;
  readonly fault: FaultKind | 'none';
}

/** Faults in an exact order. A fault without a target applies to the next write. */
export type FaultScript = readonly (FaultKind | 'none' | ScriptStep)[];

/**
 * Reads a script: `none, reset-after, getToken:500, any:429, 503*3`. Throws a RangeError that names the wrong part.
 * @example parseScript('saveCustomer:cut') // [{ on: 'saveCustomer', fault: 'cut' }]
 */
export function parseScript(text: string): ScriptStep[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, on = 'write', fault = '', times = '1'] = /^(?:(\w+):)?([\w-]+)(?:\s*\*\s*(\d+))?$/.exec(part) ?? [];
      if (fault === '')
        throw new RangeError(`"${part}" is not a step of a script, such as "saveCustomer:reset-after*2"`);
      const step = checkStep({ on: on as ScriptTarget, fault: fault as FaultKind });
      return Array.from({ length: Number(times) }, () => step);
    });
}

/** Throws a RangeError unless the step names a fault and an endpoint. */
function checkStep(step: ScriptStep): ScriptStep {
  if (step.fault !== 'none') faultKind(step.fault);
  const on = step.on ?? 'write';
  if (on !== 'write' && on !== 'any' && !routes.some(({ key }) => key === on)) {
    throw new RangeError(
      `There is no endpoint "${on}". Use one of: any, write, ${routes.map(({ key }) => key).join(', ')}`,
    );
  }
  return step;
}

/** Decides for each request, and each push, whether it has a fault, and which. */
export class FaultPlan {
  readonly #random: () => number;
  readonly #pushRandom: () => number;
  #rates: readonly (readonly [FaultKind, number])[] = [];
  #pushRates: FaultRates = {};
  #script: ScriptStep[] = [];

  constructor(seed: number | string, rates: FaultRates, script: FaultScript) {
    this.#random = seededRandom(seed);
    this.#pushRandom = seededRandom(`${seed}:push`);
    this.setRates(rates);
    this.addScript(script);
  }

  /** Replaces the probabilities of faults. */
  setRates(rates: FaultRates): void {
    checkRates(rates);
    this.#rates = Object.entries(rates).filter(([kind, rate]) => isRequestFault(kind) && rate > 0) as [
      FaultKind,
      number,
    ][];
    this.#pushRates = rates;
  }

  /** Has the next push this fault? */
  hasPushFault(kind: PushFaultKind): boolean {
    const rate = this.#pushRates[kind] ?? 0;
    return rate > 0 && this.#pushRandom() < rate;
  }

  /** Adds faults in this order, which take precedence over random ones. */
  addScript(script: FaultScript): void {
    this.#script.push(...script.map((step) => checkStep(typeof step === 'string' ? { fault: step } : step)));
  }

  /** How many steps of the script are still to come. */
  get stepsLeft(): number {
    return this.#script.length;
  }

  /** The fault of a request: that of the first matching step of the script, else a random one. */
  next(route: Route): FaultKind | undefined {
    const index = this.#script.findIndex((step) => matches(step, route));
    const fault = index >= 0 ? this.#script.splice(index, 1)[0]?.fault : this.#draw();
    // A request for a token carries no token that could have expired.
    return fault === 'none' || (fault === 'expire-token' && route.key === 'getToken') ? undefined : fault;
  }

  #draw(): FaultKind | undefined {
    if (this.#rates.length === 0) return undefined;
    let left = this.#random();
    for (const [kind, rate] of this.#rates) {
      if (left < rate) return kind;
      left -= rate;
    }
    return undefined;
  }
}

function matches({ on = 'write' }: ScriptStep, route: Route): boolean {
  return on === 'any' || on === route.key || (on === 'write' && route.writes);
}

/** Admits at most so many requests on each day, which ends at midnight of this machine. */
export class DailyLimit {
  readonly #maxRequests: number;
  #day = '';
  #admitted = 0;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  /** Admits the request and returns 0, or returns the milliseconds until the next day. */
  waitMs(nowMs: number): number {
    const now = new Date(nowMs);
    if (now.toDateString() !== this.#day) [this.#day, this.#admitted] = [now.toDateString(), 0];
    if (this.#admitted >= this.#maxRequests)
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - nowMs;
    this.#admitted += 1;
    return 0;
  }
}

/** Admits at most so many requests in any second. */
export class RequestRateLimit {
  readonly #admittedMs: number[];
  readonly #maxRequests: number;
  #oldest = 0;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
    this.#admittedMs = [];
  }

  /** Admits the request and returns 0, or returns the milliseconds until one would be admitted. */
  waitMs(nowMs: number): number {
    if (this.#admittedMs.length < this.#maxRequests) {
      this.#admittedMs.push(nowMs);
      return 0;
    }
    const waitMs = (this.#admittedMs[this.#oldest] ?? 0) + 1000 - nowMs;
    if (waitMs > 0) return waitMs;
    this.#admittedMs[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % this.#maxRequests;
    return 0;
  }
}
