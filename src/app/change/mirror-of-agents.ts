import type { StoredRun } from '../../ledger/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import type { Session } from '../session.ts';
import { type MirrorRun, openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';

/** The mirror, if a run changed the agents of customers: only the list of customers tells who they are. */
export async function mirrorOfAgents(
  session: Session,
  run: StoredRun | undefined,
  context: MirrorRun,
): Promise<Mirror | undefined> {
  const changesAgents = run !== undefined && (run.target === 'assignment' || changesAny(session, run, 'agent'));
  return changesAgents ? (await openRefreshedMirror(session, context, WITHOUT_TAGS)).mirror : undefined;
}

function changesAny({ ledger }: Session, run: StoredRun, field: string): boolean {
  for (const { change } of ledger.changes(run).all())
    if (change.cells.some((cell) => cell.field === field)) return true;
  return false;
}
