import { endpoints } from '../../api/endpoints/index.ts';
import { listPart } from '../../api/index.ts';
import { CHANGE_POLICY } from '../../change/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { type Mirror, MirrorError, mirrorExists, mirrorPath, openMirror } from '../../mirror/index.ts';
import type { Session } from '../session.ts';
import { type MirrorRun, openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';

/** The mirror, if a run changed the agents of customers: only the list of customers tells who they are. */
export async function mirrorOfAgents(
  session: Session,
  run: StoredRun | undefined,
  context: MirrorRun,
): Promise<Mirror | undefined> {
  return run !== undefined && (await changesAgents(session, run))
    ? (await openRefreshedMirror(session, context, WITHOUT_TAGS)).mirror
    : undefined;
}

async function changesAgents({ ledger }: Session, run: StoredRun): Promise<boolean> {
  if (run.target === 'assignment') return true;
  for await (const { change } of ledger.changes(run).all())
    if (change.cells.some(({ field }) => AGENT_FIELDS.includes(field))) return true;
  return false;
}

const AGENT_FIELDS: readonly string[] = ['agent', 'liable_serviceid', 'liable_service_name'];

/**
 * The mirror, brought up to date, if that costs few calls: there is one already, or the tenant has few customers. Undefined otherwise, and
 * if it does not get complete. Errors: `Stopped`, and `SobotError` if an outage or a refusal ends the reading.
 */
export async function affordableMirror(session: Session, run: MirrorRun): Promise<Mirror | undefined> {
  return hasMirror(session) || (await hasFewCustomers(session)) ? completeMirror(session, run) : undefined;
}

/** The mirror, brought up to date, if that was done not long ago. It tells who has changed a customer. Errors: those of `affordableMirror`. */
export async function recentMirror(session: Session, run: MirrorRun): Promise<Mirror | undefined> {
  const since = Date.now() - CHANGE_POLICY.reading.maxMirrorAgeMs;
  return hasMirror(session, since) ? completeMirror(session, run) : undefined;
}

async function completeMirror(session: Session, run: MirrorRun): Promise<Mirror | undefined> {
  return openRefreshedMirror(session, run, WITHOUT_TAGS).then(({ mirror }) => mirror, withoutMirror);
}

/** Nobody has asked for the mirror, so that nothing fails without it. */
function withoutMirror(error: unknown): undefined {
  if (!(error instanceof MirrorError)) throw error;
}

function hasMirror({ settings, scope }: Session, sinceMs = 0): boolean {
  const path = mirrorPath(settings.home, scope);
  try {
    if (!mirrorExists(path)) return false;
    const mirror = openMirror(path);
    const { complete, refreshedAt = 0 } = mirror.status();
    mirror.close();
    return complete && refreshedAt >= sinceMs;
  } catch (error) {
    withoutMirror(error);
    return false;
  }
}

async function hasFewCustomers({ dispatcher }: Session): Promise<boolean> {
  const { listCustomers } = endpoints;
  const { answer } = await dispatcher.send(listCustomers, { page_no: 1, page_size: 1 });
  const { total } = listPart(listCustomers, answer);
  return total !== undefined && total <= CHANGE_POLICY.reading.maxCustomersForAgents;
}

/** Are the customers so few that all may be read though nobody has asked to? */
export function isSmall(mirror: Mirror | undefined): boolean {
  return mirror !== undefined && mirror.status().customers <= CHANGE_POLICY.reading.maxCustomersForAgents;
}
