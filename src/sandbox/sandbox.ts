import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DailyLimit, FaultPlan, type FaultRates, type FaultScript, RequestRateLimit } from './faults.ts';
import { fillDefaults, type SandboxOptions, type SandboxSettings } from './options.ts';
import { createChurn, populate } from './populate.ts';
import { combineCustomers } from './push/combine-customers.ts';
import { combinationMessage, customerMessage } from './push/push-messages.ts';
import { PushSender } from './push/push-sender.ts';
import { seededRandom } from './seeded-values.ts';
import { createApiServer } from './server/api-server.ts';
import { createControls } from './server/controls.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import { SandboxCounters, type SandboxStats } from './stats.ts';
import { type Journal, noJournal, openJournal } from './store/journal.ts';
import { createStore, replay, type Store, seedTags } from './store/store.ts';
import { buildTenant } from './tenant/tenant.ts';
import type { World } from './world.ts';

/** A running sandbox. */
export interface Sandbox {
  /** The base URL for clients: `http://127.0.0.1:4711`. */
  readonly url: string;
  readonly appId: string;
  readonly appKey: string;
  stats(): SandboxStats;
  snapshot(): Snapshot;
  /** Expires every token. */
  expireTokens(): void;
  /** Combines two customers into the first, which gets what it lacks from the second. Throws a RangeError for unknown ones. */
  combine(userid: string, mergedUserid: string): void;
  /** Replaces the probabilities of faults, and adds a script, which precedes random faults. */
  setFaults(rates: FaultRates, script?: FaultScript): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a server that behaves like the API. Rejects if the port is in use or an option is invalid.
 * @example await using sandbox = await startSandbox({ customers: 100 });
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = fillDefaults(options);
  const { world, journal } = openWorld(settings);
  const { tokens } = world.store;
  const counters = new SandboxCounters();
  const faults = new FaultPlan(settings.faultSeed, settings.faults, settings.script);
  const pushes =
    settings.pushUrl === undefined
      ? undefined
      : new PushSender(settings.pushUrl, { hasFault: (kind) => faults.hasPushFault(kind) });
  if (pushes) {
    world.store.customers.onChange = (customer, event) => pushes.send(customerMessage(customer, event, world));
  }
  const sandbox = {
    stats: () => ({
      ...counters.read(),
      distinct: countDistinct(world.store),
      ...(pushes && { pushes: pushes.counts }),
    }),
    snapshot: () => openSnapshot(world),
    combine(userid: string, mergedUserid: string) {
      combineCustomers(userid, mergedUserid, world);
      pushes?.send(combinationMessage(userid, mergedUserid, world));
    },
    expireTokens: () => tokens.expireAll(),
    setFaults(rates: FaultRates, script: FaultScript = []) {
      faults.setRates(rates);
      faults.addScript(script);
    },
  };
  const server = createApiServer(
    {
      world,
      counters,
      faults,
      rateLimit: settings.rateLimit === undefined ? undefined : new RequestRateLimit(settings.rateLimit),
      dailyLimit: settings.dailyLimit === undefined ? undefined : new DailyLimit(settings.dailyLimit),
      random: seededRandom(`${settings.faultSeed}:jitter`),
      churn: settings.churn && createChurn(settings.churn, world),
    },
    createControls(sandbox),
  );
  server.listen(settings.port, settings.host);
  await once(server, 'listening');

  const close = async (): Promise<void> => {
    await pushes?.close();
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    journal.close();
  };
  const { port } = server.address() as AddressInfo;
  return {
    ...sandbox,
    url: `http://${settings.host}:${port}`,
    appId: settings.appId,
    appKey: settings.appKey,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function countDistinct({ customers, enterprises }: Store): SandboxStats['distinct'] {
  return {
    customers: customers.count,
    partnerid: customers.index('partnerid')?.size ?? 0,
    tel: customers.index('tel')?.size ?? 0,
    email: customers.index('email')?.size ?? 0,
    enterprises: enterprises.count,
    enterpriseNames: new Set(enterprises.all.map(({ texts }) => texts.enterprise_name)).size,
  };
}

/** Makes the tenant with its records: first the generated ones, then the later changes in the data folder. */
function openWorld(settings: SandboxSettings): { readonly world: World; readonly journal: Journal } {
  const seed = String(settings.seed);
  const fresh = { seed, customers: settings.customers, startedMs: settings.now() };
  const stored =
    settings.dataDir === undefined
      ? { origin: fresh, entries: [], journal: noJournal }
      : openJournal(settings.dataDir, fresh);
  const store: Store = createStore(stored.journal, settings.identifiedBy);
  const world = { tenant: buildTenant(seed, settings.requiredCustomFields), store, settings };
  seedTags(store.tags, seed, stored.origin.startedMs);
  populate(world, settings.customers, stored.origin.startedMs);
  replay(store, stored.entries);
  return { world, journal: stored.journal };
}
