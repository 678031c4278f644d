import type { PendingRow } from '../import/index.ts';
import { type CellChange, type CellValue, tagOfCell } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';

/** The kind of an assignment that gives a customer another agent. Source: "Assign Customer" in the API document. */
const REASSIGN = '5';
const PROCESS_STAGE = 1;

/** The requests that give tags, stage, blacklisting and agent the values of the cells. */
export function followUpsOf(cells: readonly CellChange[]): FollowUpRequest[] {
  const requests: FollowUpRequest[] = [];
  const tags = (isWanted: (after: CellValue) => boolean) =>
    cells.flatMap(({ field, after }) => (isWanted(after) ? (tagOfCell(field) ?? []) : []));
  const [add, remove] = [tags((after) => after !== null), tags((after) => after === null)];
  if (add.length + remove.length > 0) {
    const payload = { ...(add.length > 0 && { add_tag: add }), ...(remove.length > 0 && { remove_tag: remove }) };
    requests.push({ target: 'customer-tagging', payload });
  }
  for (const { field, after } of cells) {
    const [first = '', second = '', third = ''] = Array.isArray(after) ? (after as readonly string[]) : [];
    if (field === 'stage') {
      const stage_type = Number(third) || PROCESS_STAGE;
      requests.push({ target: 'stage', payload: { stageid: first, stage_name: second, stage_type } });
    } else if (field === 'blacklist') {
      if (after === null) requests.push({ target: 'unblacklist', payload: {} });
      else requests.push({ target: 'blacklist', payload: { black_type: Number(first), black_reason: second || '-' } });
    } else if (field === 'agent') {
      const liable_list = [{ liable_serviceid: first, liable_service_name: second }];
      requests.push({ target: 'assignment', payload: { assign_biz_type: REASSIGN, liable_list } });
    }
  }
  return requests;
}

/**
 * The follow-up requests of a row whose first request an earlier process has sent: the same as then, so that its step still counts.
 * `all` are those of the row's whole change; without a changed member the first of them was the row's own request.
 */
export function followUpsLeft(
  { action }: NonNullable<PendingRow['saved']>,
  all: readonly FollowUpRequest[],
): readonly FollowUpRequest[] {
  return action === 'update' || action === 'add' ? all : all.slice(1);
}
