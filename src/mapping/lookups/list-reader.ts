import type { Endpoint } from '../../api/endpoint.ts';
import { LookupUnavailable } from './lookup-unavailable.ts';
import type { LookupSources, ReadList } from './lookups.ts';

/** Reads reference lists once a run, through the cache that outlives it. */
export interface ListReader {
  readonly read: ReadList;
  /** The same, but lists that came from the cache are read anew. */
  readonly readFresh: ReadList;
  /** Did any list come from the cache, so that reading anew may find more? */
  mayBeStale(): boolean;
}

/** Makes the reader of one run. */
export function createListReader(sources: LookupSources): ListReader {
  const pending = new Map<string, Promise<readonly unknown[]>>();
  const cached = new Set<string>();

  const fetch = (name: string, endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => {
    const rows = sources.read(endpoint, input).then((read) => {
      sources.cache?.set(name, read, sources.now());
      return read;
    });
    pending.set(name, rows);
    cached.delete(name);
    rows.catch(() => pending.delete(name));
    return rows;
  };

  return {
    read(endpoint, input) {
      const name = listName(endpoint, input);
      const known = pending.get(name);
      if (known !== undefined) return known;
      const kept = sources.cache?.get(name);
      if (kept !== undefined && (sources.offline || sources.now() - kept.fetchedAt < sources.ttlMs)) {
        cached.add(name);
        const rows = Promise.resolve(kept.rows);
        pending.set(name, rows);
        return rows;
      }
      if (sources.offline) return Promise.reject(new LookupUnavailable(endpoint.title));
      return fetch(name, endpoint, input);
    },
    readFresh(endpoint, input) {
      const name = listName(endpoint, input);
      const known = pending.get(name);
      if (known !== undefined && (!cached.has(name) || sources.offline)) return known;
      return fetch(name, endpoint, input);
    },
    mayBeStale: () => cached.size > 0 && !sources.offline,
  };
}

/** The name of a list in the cache: the endpoint's, and the values of its parameters. */
function listName(endpoint: Endpoint, input: Readonly<Record<string, unknown>>): string {
  return [endpoint.name, ...Object.values(input).map(String)].join(' ');
}
