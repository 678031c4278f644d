import type { Route } from '../routes.ts';
import { seededRandom } from '../seeded-random.ts';
import type { FaultKind, FaultRates } from './fault-kinds.ts';
import { checkStep, type FaultScript, type ScriptStep } from './fault-script.ts';
import { checkRates } from './parse-faults.ts';

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
