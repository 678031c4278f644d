import type { EndpointKey } from '../routes.ts';
import { routes } from '../routes.ts';
import type { FaultKind } from './fault-kinds.ts';
import { faultKind } from './parse-faults.ts';

/** Which requests a step of a script waits for: those of an endpoint, all that change something, or all. */
export type ScriptTarget = EndpointKey | 'write' | 'any';

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
export function checkStep(step: ScriptStep): ScriptStep {
  if (step.fault !== 'none') faultKind(step.fault);
  const on = step.on ?? 'write';
  if (on !== 'write' && on !== 'any' && !routes.some(({ key }) => key === on)) {
    throw new RangeError(`"${on}" is no endpoint; there are: any, write, ${routes.map(({ key }) => key).join(', ')}`);
  }
  return step;
}
