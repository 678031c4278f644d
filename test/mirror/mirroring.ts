import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshContext } from '../../src/app/change/open-mirror.ts';
import { openSession, type Session } from '../../src/app/session.ts';
import { type Mirror, mirrorPath, openMirror, type RefreshResult, refreshMirror } from '../../src/mirror/index.ts';
import { systemClock } from '../../src/resilience/clock.ts';
import type { DailyWindow } from '../../src/resilience/index.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type Alteration, alterServer } from '../export/altered-server.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';

/** A sandbox, and a mirror of it that is read through the real client. */
export interface Mirroring {
  readonly sandbox: Sandbox;
  readonly session: Session;
  readonly mirror: Mirror;
  readonly home: string;
  readonly folder: string;
  refresh(options?: Parameters<typeof refreshMirror>[2], stop?: AbortSignal): Promise<RefreshResult>;
  /** Another client of the tenant: calls below `/api/scrm/5/`, which must succeed. */
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a sandbox and opens an empty mirror of it. */
export async function startMirroring(options: SandboxOptions = {}, alteration: Alteration = {}): Promise<Mirroring> {
  const sandbox = await startSandbox({ tokensStay: true, ...options });
  const isAltered = Object.keys(alteration).length > 0;
  const server = await alterServer(sandbox.url, alteration);
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const home = join(folder, 'home');
  const session = await openTenant(sandbox, isAltered ? server.url : sandbox.url, home);
  const mirror = openMirror(mirrorPath(home, session.scope));
  return {
    sandbox,
    session,
    mirror,
    home,
    folder,
    refresh(refreshing, stop = new AbortController().signal) {
      const context = refreshContext(session, { signals: { stop }, reporter: { message: () => {} } });
      return refreshMirror(mirror, context, refreshing);
    },
    async post(path, body) {
      const answer = await sessionWith(sandbox, await takeToken(sandbox)).post(path, body);
      if (answer.ret_code !== '000000') throw new Error(`${path}: ${answer.ret_msg}`);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      mirror.close();
      await session.close();
      await server[Symbol.asyncDispose]();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A session with a tenant, without waiting between retries. */
export function openTenant(
  { appId, appKey }: Pick<Sandbox, 'appId' | 'appKey'>,
  baseUrl: string,
  home: string,
  window?: DailyWindow,
): Promise<Session> {
  const settings = {
    home,
    ledger: undefined,
    profile: undefined,
    baseUrl,
    appId,
    appKey,
    language: 'en',
    concurrency: 8,
    // High enough not to limit the tests.
    rate: 5000,
    maxRate: undefined,
    maxAttempts: 4,
    timeoutMs: 5000,
    outagePatienceMs: 2000,
    keyIn: 'environment' as const,
    lateMs: 20_000,
    leaseMs: 30_000,
    lookupTtlMs: 0,
    offline: false,
    nights: { window, budget: undefined, timeZone: 'UTC' },
    proxy: {},
  };
  return openSession(settings, systemClock, () => 0);
}
