import { populate } from './generate/populate.ts';
import type { SandboxSettings } from './options.ts';
import { openJournal } from './store/file-journal.ts';
import { type Journal, noJournal } from './store/journal.ts';
import { replay } from './store/replay.ts';
import { seedTags } from './store/seed-tags.ts';
import { createStore, type Store } from './store/store.ts';
import { buildTenant } from './tenant/tenant.ts';
import type { World } from './world.ts';

/** Makes the tenant with its records: generated ones first, then what the data folder keeps of later changes. */
export function openWorld(settings: SandboxSettings): { readonly world: World; readonly journal: Journal } {
  const seed = String(settings.seed);
  const fresh = { seed, customers: settings.customers, startedMs: settings.now() };
  const kept =
    settings.dataDir === undefined
      ? { origin: fresh, entries: [], journal: noJournal }
      : openJournal(settings.dataDir, fresh);
  const store: Store = createStore(kept.journal, settings.identifiedBy);
  const world = { tenant: buildTenant(seed, settings.requiredCustomFields), store, settings };
  seedTags(store.tags, seed, kept.origin.startedMs);
  populate(world, settings.customers, kept.origin.startedMs);
  replay(store, kept.entries);
  return { world, journal: kept.journal };
}
