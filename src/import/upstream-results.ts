import { basename } from 'node:path';
import type { RowOutcome } from '../ledger/index.ts';
import { type LookupMatch, type Lookups, type Resolver, ValueError } from '../mapping/index.ts';
import { IMPORT_MESSAGES } from './messages.ts';

/** Results of earlier files of a plan, by key: why a record was not created, or (in a check) that it would be. */
export class UpstreamResults {
  readonly #failures = new Map<string, string>();
  readonly #planned = new Set<string>();

  /** A row was not sent, or its request failed. */
  note(target: string, file: string, { row, state, key, message = '' }: RowOutcome): void {
    if (key === undefined) return;
    const reason = IMPORT_MESSAGES['enterprise-failed'].text.reason(state, row, basename(file), message);
    this.#failures.set(`${target} ${key}`, reason);
  }

  /** A check found a row that would be sent. */
  plan(target: string, key: string): void {
    this.#planned.add(`${target} ${key}`);
  }

  /** Lookups that also know these results. */
  withUpstream(lookups: Lookups): Lookups {
    return {
      ...lookups,
      resolver: async (lookup, options) => {
        const resolve = await lookups.resolver(lookup, options);
        if (lookup !== 'enterprise') return resolve;
        return ((text, parent) => {
          const reason = this.#failures.get(`${lookup} ${text}`);
          if (reason !== undefined) {
            return new ValueError('enterprise-failed', IMPORT_MESSAGES['enterprise-failed'].text.predicate(reason));
          }
          const planned: LookupMatch | undefined = this.#planned.has(`${lookup} ${text}`) ? { id: text } : undefined;
          return planned ?? resolve(text, parent);
        }) satisfies Resolver;
      },
    };
  }
}
