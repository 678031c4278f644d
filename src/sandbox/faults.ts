import { type EndpointKey, type Route, routes } from './routes.ts';
import { seededRandom } from './seeded-values.ts';

/** What can go wrong with a request, and when. */
export const faultKinds = {
  '429': 'refused for coming too fast, with Retry-After; not processed',
  '500': 'HTTP 500; not processed',
  '502': 'HTTP 502 with an HTML page, as a gateway answers; not processed',
  '503': 'HTTP 503; not processed',
  '999999': 'the unknown system exception of the API; not processed',
  html: 'HTTP 200 with an HTML page, as a proxy answers; not processed',
  'reset-before': 'the connection is reset; not processed',
  'reset-after': 'processed, then the connection is reset',
  cut: 'processed, then the connection ends in the middle of the answer',
  hang: 'never answered; not processed',
  'hang-after': 'processed, but never answered',
  'expire-token': 'every token ends now, and the call is refused for it',
} as const;

export type FaultKind = keyof typeof faultKinds;

/** How often each kind of fault comes, from 0 to 1. */
export type FaultRates = Partial<Record<FaultKind, number>>;

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(faultKinds, text);
}

/**
 * Reads how often faults come: `reset-after=0.02,429=0.05`. Throws a RangeError that names what is wrong.
 * @example parseFaults('429=0.05') // { '429': 0.05 }
 */
export function parseFaults(text: string): FaultRates {
  const rates: Partial<Record<FaultKind, number>> = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [kind = '', rate = ''] = part.split('=').map((side) => side.trim());
    rates[faultKind(kind)] = probability(kind, rate);
  }
  checkRates(rates);
  return rates;
}

/** Throws a RangeError unless the rates are probabilities that can hold together. */
function checkRates(rates: FaultRates): void {
  let sum = 0;
  for (const [kind, rate] of Object.entries(rates)) {
    faultKind(kind);
    sum += probability(kind, rate);
  }
  if (sum > 1 + 1e-9) throw new RangeError(`The probabilities of all faults add up to ${sum}, which is more than 1`);
}

/** The fault that a text names. Throws a RangeError that lists all. */
function faultKind(text: string): FaultKind {
  if (isFaultKind(text)) return text;
  throw new RangeError(`"${text}" is no fault; there are: ${Object.keys(faultKinds).join(', ')}`);
}

function probability(kind: string, rate: unknown): number {
  const number = typeof rate === 'string' && rate !== '' ? Number(rate) : rate;
  if (typeof number === 'number' && number >= 0 && number <= 1) return number;
  throw new RangeError(`The probability of ${kind} is "${String(rate)}", but must be from 0 to 1`);
}

/** Which requests a step of a script waits for: those of an endpoint, all that change something, or all. */
type ScriptTarget = EndpointKey | 'write' | 'any';

/** A step of a script: the next request that it waits for has this fault, or surely none. */
export interface ScriptStep {
  readonly on?: ScriptTarget;
  readonly fault: FaultKind | 'none';
}

/** Faults in an exact order. A bare fault waits for the next request that changes something. */
export type FaultScript = readonly (FaultKind | 'none' | ScriptStep)[];

/**
 * Reads a script: `none, reset-after, getToken:500, any:429, 503*3`. Throws a RangeError that names what is wrong.
 * @example parseScript('saveCustomer:cut') // [{ on: 'saveCustomer', fault: 'cut' }]
 */
export function parseScript(text: string): ScriptStep[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, on = 'write', fault = '', times = '1'] = /^(?:(\w+):)?([\w-]+)(?:\s*\*\s*(\d+))?$/.exec(part) ?? [];
      if (fault === '') throw new RangeError(`"${part}" is no step of a script, such as "saveCustomer:reset-after*2"`);
      const step = checkStep({ on: on as ScriptTarget, fault: fault as FaultKind });
      return Array.from({ length: Number(times) }, () => step);
    });
}

/** Throws a RangeError unless the step names a fault and an endpoint. */
function checkStep(step: ScriptStep): ScriptStep {
  if (step.fault !== 'none') faultKind(step.fault);
  const on = step.on ?? 'write';
  if (on !== 'write' && on !== 'any' && !routes.some(({ key }) => key === on)) {
    throw new RangeError(`"${on}" is no endpoint; there are: any, write, ${routes.map(({ key }) => key).join(', ')}`);
  }
  return step;
}

/** Decides for each request whether and how it goes wrong. */
export class FaultPlan {
  readonly #random: () => number;
  #rates: readonly (readonly [FaultKind, number])[] = [];
  #script: ScriptStep[] = [];

  constructor(seed: number | string, rates: FaultRates, script: FaultScript) {
    this.#random = seededRandom(seed);
    this.setRates(rates);
    this.addScript(script);
  }

  /** From now on faults come this often. */
  setRates(rates: FaultRates): void {
    checkRates(rates);
    this.#rates = Object.entries(rates).filter(([, rate]) => rate > 0) as [FaultKind, number][];
  }

  /** These faults come first, in this order. */
  addScript(script: FaultScript): void {
    this.#script.push(...script.map((step) => checkStep(typeof step === 'string' ? { fault: step } : step)));
  }

  /** Steps of the script that still wait for their request. */
  get stepsLeft(): number {
    return this.#script.length;
  }

  /** The fault of a request: the first step of the script that waits for it, else by chance. */
  next(route: Route): FaultKind | undefined {
    const place = this.#script.findIndex((step) => waitsFor(step, route));
    const fault = place >= 0 ? this.#script.splice(place, 1)[0]?.fault : this.#draw();
    // A request for a token carries none that could have ended.
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

function waitsFor({ on = 'write' }: ScriptStep, route: Route): boolean {
  return on === 'any' || on === route.key || (on === 'write' && route.writes);
}

/** Lets no more than so many requests through in any second. */
export class RequestRateLimit {
  readonly #admittedMs: number[];
  readonly #maxRequests: number;
  #oldest = 0;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
    this.#admittedMs = [];
  }

  /** Admits the request, answering 0, or answers how many milliseconds are left until one would be admitted. */
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
