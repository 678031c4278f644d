/** The thread that helps: compiles the mapping anew, and maps the stretches that it is sent. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { inspectedCutter } from '../../files/sharing/inspected-stretch.ts';
import { compileMapping } from '../../mapping/compile-mapping.ts';
import type { Found, Lookups } from '../../mapping/lookups/lookups.ts';
import { rememberResolved } from '../../mapping/lookups/remember-resolved.ts';
import { Refusal } from '../../mapping/refusal.ts';
import { targets } from '../../targets/index.ts';
import type { FromHelper, HelperOrder, LookupAnswer, ToHelper } from './helper-messages.ts';
import { type StretchMapper, stretchMapper } from './stretch-mapper.ts';

const port = parentPort as MessagePort;
const order = workerData as HelperOrder;
const asked = new Map<number, (answer: LookupAnswer) => void>();
let lastId = 0;

const say = (message: FromHelper): void => port.postMessage(message);

/** The lists that names are looked up in stay with the thread that read them, which is asked once for each name. */
const lookups: Lookups = {
  now: () => 0,
  customFields: async () => order.customDefinitions,
  resolver: async (lookup) => rememberResolved((text) => lookUp(lookup, text)),
};

async function lookUp(lookup: string, text: string): Promise<Found | Refusal> {
  const id = ++lastId;
  const answer = await new Promise<LookupAnswer>((resolve) => {
    asked.set(id, resolve);
    say({ kind: 'look-up', id, lookup, text });
  });
  if (answer === undefined) throw new Error(`the lookup of ${lookup} failed`);
  return 'found' in answer ? answer.found : new Refusal(answer.code, answer.predicate);
}

const mapping = compile();
port.on('message', async (message: ToHelper) => {
  if (message.kind === 'looked-up') {
    asked.get(message.id)?.(message.answer);
    asked.delete(message.id);
    return;
  }
  const map = await mapping;
  say({ kind: 'mapped', id: message.id, answer: await map(message.text, message.samples) });
});
await mapping;
say({ kind: 'ready' });

async function compile(): Promise<StretchMapper> {
  const target = targets.get(order.mapping.content.target);
  if (target === undefined) throw new TypeError(`there is no target ${order.mapping.content.target}`);
  // Nothing is wrong with a mapping that was compiled before.
  const locate = () => ({ line: 1, column: 1 });
  const { header, inputPath } = order;
  const mapper = await compileMapping({ ...order.mapping, target, locate }, { header, inputPath, lookups });
  return stretchMapper(inspectedCutter(order.form), mapper, order.identity);
}
