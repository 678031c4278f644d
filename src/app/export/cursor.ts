import { endpoints } from '../../api/endpoints/index.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Session } from '../session.ts';

/** By how much this machine's clock may differ from the server's where the server does not tell its own. */
const MAX_CLOCK_SKEW_SECONDS = 3600;
/** A difference of clocks that the way of an answer does not explain. */
const MIN_SET_BACK_SECONDS = 30;

/**
 * Where the last complete export ended, in epoch seconds. Earlier by as much as the server's clock was set back since: what
 * changed then bears times that were exported already. Undefined where nothing was exported, or the cursor has not come yet.
 */
export async function readCursor(
  session: Session,
  stream: Stream,
  key: string | undefined,
): Promise<number | undefined> {
  const watermarks = session.ledger.watermarks(session.scope);
  const found = key === undefined ? undefined : watermarks.get(stream.name, key);
  if (key === undefined || found === undefined) return undefined;
  const serverMs = await serverTime(session);
  const now = serverMs === undefined ? Date.now() / 1000 + MAX_CLOCK_SKEW_SECONDS : serverMs / 1000;
  const ahead = watermarks.get(stream.name, clockKey(key));
  const setBack = ahead === undefined || serverMs === undefined ? 0 : ahead - aheadOf(serverMs);
  const cursor = found - (setBack >= MIN_SET_BACK_SECONDS ? setBack : 0);
  return cursor <= now ? cursor : undefined;
}

/** Keeps where an export ended, and by how much the server's clock was ahead of this machine's. */
export function saveCursor({ ledger, scope, client }: Session, stream: Stream, key: string, cursor: number): void {
  const watermarks = ledger.watermarks(scope);
  watermarks.set(stream.name, key, cursor);
  const serverMs = client.serverNow();
  if (serverMs !== undefined) watermarks.set(stream.name, clockKey(key), aheadOf(serverMs));
}

function aheadOf(serverMs: number): number {
  return Math.round((serverMs - Date.now()) / 1000);
}

function clockKey(key: string): string {
  return JSON.stringify(['clock', key]);
}

/** The server's clock; undefined where it does not answer now: then the export itself says so. */
async function serverTime({ client, rateLimiter }: Session): Promise<number | undefined> {
  try {
    await rateLimiter.acquire();
    await client.call(endpoints.listSources, {});
  } catch {
    // An answer that refuses has a date, too.
  }
  return client.serverNow();
}
