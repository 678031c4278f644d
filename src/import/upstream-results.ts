import { basename } from 'node:path';
import type { RowOutcome } from '../ledger/index.ts';
import { type LookupMatch, type Lookups, type Resolver, ValueError } from '../mapping/index.ts';

/** What earlier files of a plan were to make: why it was not made, or (in a check) that it would be, by key. */
export class UpstreamResults {
  readonly #unmade = new Map<string, string>();
  readonly #planned = new Set<string>();

  /** A row was not sent, or its call failed. */
  note(target: string, file: string, { row, state, key, message = '' }: RowOutcome): void {
    if (key === undefined) return;
    const reason = `${state.replace('_', ' ')} in row ${row} of ${basename(file)}: ${message}`;
    this.#unmade.set(`${target} ${key}`, reason);
  }

  /** A check has found a row that would be sent. */
  plan(target: string, key: string): void {
    this.#planned.add(`${target} ${key}`);
  }

  /** Lookups that know of them. */
  withUpstream(lookups: Lookups): Lookups {
    return {
      ...lookups,
      resolver: async (lookup, options) => {
        const resolve = await lookups.resolver(lookup, options);
        if (lookup !== 'enterprise') return resolve;
        return ((text, parent) => {
          const reason = this.#unmade.get(`${lookup} ${text}`);
          if (reason !== undefined) return new ValueError('enterprise-failed', `is an enterprise that was ${reason}`);
          const planned: LookupMatch | undefined = this.#planned.has(`${lookup} ${text}`) ? { id: text } : undefined;
          return planned ?? resolve(text, parent);
        }) satisfies Resolver;
      },
    };
  }
}
