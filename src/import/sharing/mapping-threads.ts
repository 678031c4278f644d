import type { Lookups } from '../../mapping/lookups/lookups.ts';
import { ValueError } from '../../mapping/refusal.ts';
import { threadEntry, WorkerThread } from '../../threads/worker-thread.ts';
import { RunStopped } from '../run-stopped.ts';
import type { LookupRequests, LookupResult, MappingRequests, MappingThreadData } from './mapping-requests.ts';
import type { ChunkResult } from './stretch-mapper.ts';

/** Stretches that a thread has at hand: it never waits for the next one, and little is lost where rows are others than thought. */
const MAX_CHUNKS_AT_HAND = 2;
/** Rows are mapped one by one, and hardly anything of one is left when the next comes. */
const YOUNG_GENERATION_MB = 24;

/** Threads that map stretches beside this one. Where the system lets none be had, there are none. */
export class MappingThreads {
  readonly #threads: readonly WorkerThread<MappingRequests, LookupRequests>[];

  constructor(count: number, data: MappingThreadData, lookups: Lookups) {
    this.#threads = Array.from({ length: count }, () =>
      WorkerThread.start<MappingRequests, LookupRequests>({
        entry: threadEntry(import.meta.url, 'mapping-thread-main'),
        data,
        limits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
        handlers: { lookUp: ({ lookup, text }) => answerLookup(lookups, lookup, text) },
        exitError: (cause) => threadEnded(data.inputPath, cause),
      }),
    ).filter((started) => started !== undefined);
  }

  /** Has a thread map a stretch; undefined where all of them have enough to do. Errors: `RunStopped` where a thread has ended. */
  map(text: string, samples: number): Promise<ChunkResult | undefined> | undefined {
    // One that ended by itself has lost what it had at hand.
    const ended = this.#threads.find(({ failure }) => failure !== undefined);
    if (ended?.failure) return Promise.reject(ended.failure);
    const [thread] = this.#threads
      .filter(({ isReady, pendingCount }) => isReady && pendingCount < MAX_CHUNKS_AT_HAND)
      .sort((one, other) => one.pendingCount - other.pendingCount);
    return thread?.request('map', { text, samples });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

/** Whoever reads the rows in order meets a lookup that fails again, and tells. */
async function answerLookup(lookups: Lookups, lookup: string, text: string): Promise<LookupResult> {
  const resolve = await lookups.resolver(lookup);
  const found = await resolve(text);
  return found instanceof ValueError ? { code: found.code, predicate: found.predicate } : { found };
}

function threadEnded(inputPath: string, cause: Error | number): RunStopped {
  const reason = typeof cause === 'number' ? `it stopped with code ${cause}` : cause.message;
  return new RunStopped(
    'helper-ended',
    `a thread that helped to read ${inputPath} ended (${reason}), so not all rows were looked at. Free some memory if there is little, and run the same command again`,
  );
}
