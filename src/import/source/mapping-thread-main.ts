import { workerData } from 'node:worker_threads';
import { inspectedChunkSplitter } from '../../files/index.ts';
import { compileMapping, type LookupMatch, type Lookups, memoizeLookup, ValueError } from '../../mapping/index.ts';
import { targets } from '../../targets/index.ts';
import { parentChannel, speakAsParent } from '../../threads/index.ts';
import {
  type ChunkMapper,
  createChunkMapper,
  type LookupRequests,
  type MappingRequests,
  type MappingThreadData,
} from './chunk-mapper.ts';

/** A mapping thread: compiles the mapping again, and maps the chunks that it receives. */

await speakAsParent();

const threadData = workerData as MappingThreadData;
const channel = parentChannel<LookupRequests, MappingRequests>({
  handlers: { map: async ({ text, samples }) => (await mapping)(text, samples) },
});

/** The lists that names are looked up in stay in the main thread, which is asked once for each name. */
const lookups: Lookups = {
  now: () => 0,
  customFields: async () => threadData.customDefinitions,
  resolver: async (lookup) => memoizeLookup((text) => lookUp(lookup, text)),
};

async function lookUp(lookup: string, text: string): Promise<LookupMatch | ValueError> {
  const answer = await channel.request('lookUp', { lookup, text });
  return 'found' in answer ? answer.found : new ValueError(answer.code, answer.predicate);
}

const mapping = compile();
await mapping;
channel.announceReady();

async function compile(): Promise<ChunkMapper> {
  const target = targets.get(threadData.mapping.content.target);
  if (target === undefined) throw new TypeError(`there is no target ${threadData.mapping.content.target}`);
  // The mapping has been compiled before, so it has no errors to locate.
  const locate = () => ({ line: 1, column: 1 });
  const { header, inputPath } = threadData;
  const mapper = await compileMapping({ ...threadData.mapping, target, locate }, { header, inputPath, lookups });
  return createChunkMapper(inspectedChunkSplitter(threadData.form), mapper, threadData.identity);
}
