import { existsSync } from 'node:fs';
import { openMirror } from '../mirror/index.ts';
import type { Clock } from '../resilience/index.ts';
import { PUSH_POLICY } from './policy.ts';
import type { PushStore, StoredPush } from './push-store.ts';

const POLICY = PUSH_POLICY.mirror;

interface MirrorConsumerOptions {
  readonly store: Pick<PushStore, 'read' | 'position' | 'setPosition'>;
  /** The file of the tenant's mirror. Nothing is noted until there is one: its first refresh reads everything. */
  readonly mirrorPath: string;
  readonly clock: Clock;
  /** Called when the mirror cannot be written, and again with `undefined` when it can. */
  readonly onState: (failure: Error | undefined) => void;
}

/** Notes every stored push in the mirror, in order; it continues after a restart. */
export class MirrorConsumer {
  readonly #options: MirrorConsumerOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isWoken = false;

  constructor(options: MirrorConsumerOptions) {
    this.#options = options;
  }

  /** There are new pushes. */
  wake(): void {
    this.#isWoken = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWoken && !this.#stop.signal.aborted) this.wake();
    });
  }

  /** Resolves when every push is noted, or could not be right now. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    try {
      while (this.#noteSome());
    } catch {
      // Another process writes the mirror: the next listener continues here.
    }
  }

  async #run(): Promise<void> {
    const { clock, onState } = this.#options;
    const { signal } = this.#stop;
    let attempts = 0;
    while (!signal.aborted) {
      try {
        // More pushes arrive meanwhile, and are noted with these.
        await clock.sleep(attempts > 0 ? POLICY.retryMs : POLICY.pauseMs, signal).catch(() => undefined);
        this.#isWoken = false;
        while (!signal.aborted && this.#noteSome());
        onState(undefined);
        return;
      } catch (error) {
        attempts += 1;
        // A refresh writes for a moment only.
        if (attempts > POLICY.quietRetries) onState(error as Error);
      }
    }
  }

  /** Returns whether there may be more. */
  #noteSome(): boolean {
    const { store, mirrorPath, clock } = this.#options;
    const page = store.read(store.position('mirror'), POLICY.pageSize);
    const last = page.at(-1);
    if (!last) return false;
    if (existsSync(mirrorPath)) this.#note(page, clock.now());
    store.setPosition('mirror', last.seq);
    return true;
  }

  /** The mirror is opened each time, since somebody may delete it to have it read anew. */
  #note(page: readonly StoredPush[], nowMs: number): void {
    const mirror = openMirror(this.#options.mirrorPath, { busyTimeoutMs: POLICY.busyTimeoutMs });
    try {
      const pushes = page.filter(({ kind }) => kind !== 'sample');
      mirror.notePushes(
        pushes.map((push) => ({ id: push.userid, changedAt: push.changedAt, mergedId: mergedIdOf(push) })),
        nowMs,
      );
    } finally {
      mirror.close();
    }
  }
}

/**
 * The document calls `merged_userid` "Combined customer id" and `userid` "Customer ID": the first is read as the customer that is no
 * more, the second as the one that stays. Which of them exists is seen when they are read again.
 */
function mergedIdOf({ kind, content }: StoredPush): string | undefined {
  if (kind !== 'combine') return undefined;
  const { merged_userid: merged } = JSON.parse(content) as { readonly merged_userid?: unknown };
  return merged === undefined || merged === null ? undefined : String(merged).trim();
}
