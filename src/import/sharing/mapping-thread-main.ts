/** A thread that maps: compiles the mapping anew, and maps the stretches that it is sent. */
import { workerData } from 'node:worker_threads';
import { inspectedCutter } from '../../files/sharing/inspected-stretch.ts';
import { compileMapping } from '../../mapping/compile-mapping.ts';
import type { Found, Lookups } from '../../mapping/lookups/lookups.ts';
import { rememberResolved } from '../../mapping/lookups/remember-resolved.ts';
import { Refusal } from '../../mapping/refusal.ts';
import { targets } from '../../targets/index.ts';
import { parentChannel } from '../../threads/worker-thread.ts';
import type { LookupRequests, MappingRequests, MappingThreadData } from './mapping-requests.ts';
import { type StretchMapper, stretchMapper } from './stretch-mapper.ts';

const given = workerData as MappingThreadData;
const channel = parentChannel<LookupRequests, MappingRequests>({
  handlers: { map: async ({ text, samples }) => (await mapping)(text, samples) },
});

/** The lists that names are looked up in stay with the thread that read them, which is asked once for each name. */
const lookups: Lookups = {
  now: () => 0,
  customFields: async () => given.customDefinitions,
  resolver: async (lookup) => rememberResolved((text) => lookUp(lookup, text)),
};

async function lookUp(lookup: string, text: string): Promise<Found | Refusal> {
  const answer = await channel.request('lookUp', { lookup, text });
  return 'found' in answer ? answer.found : new Refusal(answer.code, answer.predicate);
}

const mapping = compile();
await mapping;
channel.announceReady();

async function compile(): Promise<StretchMapper> {
  const target = targets.get(given.mapping.content.target);
  if (target === undefined) throw new TypeError(`there is no target ${given.mapping.content.target}`);
  // Nothing is wrong with a mapping that was compiled before.
  const locate = () => ({ line: 1, column: 1 });
  const { header, inputPath } = given;
  const mapper = await compileMapping({ ...given.mapping, target, locate }, { header, inputPath, lookups });
  return stretchMapper(inspectedCutter(given.form), mapper, given.identity);
}
