import type { RowChange, RowOutcome } from '../../src/ledger/index.ts';
import type { RandomRow, Tenant } from './random-file.ts';
import { type Cells, type TenantState, withCells } from './tenant-state.ts';

/** A row with what a plan says of it. */
export interface PlannedRow extends RandomRow {
  readonly change: RowChange | undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  proviceid: 'provice_name',
  cityid: 'city_name',
  areaid: 'area_name',
  enterpriseid: 'enterprise_name',
  liable_serviceid: 'liable_service_name',
};

/** Cells that only make sense together. */
type GroupOf = (cell: string) => string;

function groupsOf({ tags }: Tenant): GroupOf {
  const single = new Set([...tags].flatMap(([name, id]) => (name.startsWith('Status/') ? [`tag:${id}`] : [])));
  const address = ['proviceid', 'cityid', 'areaid', 'provice_name', 'city_name', 'area_name'];
  return (cell) => (single.has(cell) ? 'status' : address.includes(cell) ? 'address' : cell);
}

function isMember(cell: string): boolean {
  return !cell.startsWith('tag:') && cell !== 'stage' && cell !== 'blacklist';
}

/** The requests that change these cells of a customer. */
function writesFor(cells: readonly string[]): number {
  const kinds = cells.map((cell) => (cell.startsWith('tag:') ? 'tags' : isMember(cell) ? 'members' : cell));
  return new Set(kinds).size;
}

/** The cells, and the names that stand beside ids among them, with their values in `from`. */
function valuesOf(cells: readonly string[], from: Cells): Record<string, string> {
  const all = cells.flatMap((cell) => [cell, ...(NAMES[cell] === undefined ? [] : [NAMES[cell]])]);
  return Object.fromEntries(all.map((cell) => [cell, from[cell] ?? '']));
}

interface Applied {
  readonly rows: readonly PlannedRow[];
  /** The tenant when the file was planned, and right before it was applied. */
  readonly before: TenantState;
  readonly between: TenantState;
  /** `row field` of what people have left out; `row ` for a new customer. */
  readonly leftOut: ReadonlySet<string>;
  readonly outcomes: ReadonlyMap<number, RowOutcome | undefined>;
  readonly tenant: Tenant;
  /** The process was killed: a row may then count as what its last request did. */
  readonly isKilled: boolean;
}

/** What a tenant is after an apply, how many requests that took, and rows with an outcome that they must not have. */
export function appliedState({ rows, before, between, leftOut, outcomes, tenant, isKilled }: Applied) {
  const state = new Map(between);
  const faults: object[] = [];
  const groupOf = groupsOf(tenant);
  let [writes, edits] = [0, 0];
  for (const { number, texts, expected, change } of rows) {
    const outcome = outcomes.get(number);
    const { state: found = 'missing', code = '', message, remoteId = '' } = outcome ?? {};
    const must = (...allowed: string[]): boolean => {
      const is = code === '' ? found : `${found} ${code}`;
      if (!allowed.includes(is)) faults.push({ number, is, allowed, message, change, texts });
      return ['created', 'updated', 'done'].includes(is);
    };
    if (expected.kind === 'create') {
      const exists = [...between].some(([id, cells]) =>
        tenant.identifiedBy.some(
          (field) => !before.has(id) && cells[field] !== undefined && cells[field] === expected.after[field],
        ),
      );
      if (leftOut.has(`${number} `)) must('skipped left-out');
      else if (exists) must('rejected changed-since-plan');
      else if (must('created')) {
        state.set(remoteId, expected.after);
        const sections = [`${texts['Add'] ?? ''}${texts['Remove'] ?? ''}`, texts['Stage'], texts['Black type']];
        writes += 1 + sections.filter((text) => text !== undefined && text !== '').length;
      }
    } else if (expected.kind === 'update') {
      const { id, after } = expected;
      const [was, now] = [before.get(id) ?? {}, between.get(id) ?? {}];
      const planned = change?.cells.map(({ field }) => field) ?? [];
      const leftGroups = new Set(planned.filter((cell) => leftOut.has(`${number} ${cell}`)).map(groupOf));
      const chosen = planned.filter((cell) => !leftGroups.has(groupOf(cell)));
      const left = chosen.filter((cell) => now[cell] !== after[cell]);
      const isChanged = (cell: string): boolean =>
        now[cell] !== was[cell] && !(chosen.includes(cell) && now[cell] === after[cell]);
      const groups = new Set(left.map(groupOf));
      const isDisplacing =
        groups.has('status') && Object.keys(now).some((cell) => groupOf(cell) === 'status' && isChanged(cell));
      const isTouched = [...Object.keys(was), ...Object.keys(now)].some((cell) => isMember(cell) && isChanged(cell));
      if (chosen.length === 0) must('skipped left-out');
      else if (left.length === 0) must('skipped unchanged');
      else if (planned.some(isChanged) || isDisplacing) must('rejected changed-since-plan');
      // What the plan did not know of a record cannot be compared.
      else if (
        must(
          left.some(isMember) ? 'updated' : 'done',
          ...(isKilled ? ['updated', 'done'] : []),
          ...(isTouched ? ['rejected changed-since-plan'] : []),
        )
      ) {
        state.set(id, withCells(now, valuesOf(left, after)));
        writes += writesFor(left);
        edits += left.some(isMember) ? 1 : 0;
      }
    } else if (expected.kind === 'unchanged') must('skipped unchanged');
    else if (['created', 'updated', 'done'].includes(found)) faults.push({ number, found, expected: expected.kind });
  }
  return { state, writes, edits, faults };
}

interface Undone {
  /** The changes of the apply. */
  readonly applied: ReadonlyMap<number, RowChange>;
  readonly outcomes: ReadonlyMap<number, RowOutcome | undefined>;
  /** The tenant before the apply, after it, and right before the undo. */
  readonly between: TenantState;
  readonly after: TenantState;
  readonly edited: TenantState;
  /** The id of the tag of customers that cannot be deleted. */
  readonly undoTag: string;
  readonly tenant: Tenant;
}

/** What a tenant is after an undo, and how many requests that took. */
export function undoneState({ applied, outcomes, between, after, edited, undoTag, tenant }: Undone) {
  const state = new Map(edited);
  const groupOf = groupsOf(tenant);
  let writes = 0;
  for (const [number, { id, cells }] of applied) {
    const { state: outcome, remoteId = '' } = outcomes.get(number) ?? {};
    if (outcome === 'created') {
      state.set(remoteId, withCells(edited.get(remoteId) ?? {}, { [`tag:${undoTag}`]: 'yes' }));
      writes += 1;
    }
    if ((outcome !== 'updated' && outcome !== 'done') || id === undefined) continue;
    const [was, ours, now] = [between.get(id) ?? {}, after.get(id) ?? {}, edited.get(id) ?? {}];
    const changed = [...Object.keys(ours), ...Object.keys(now)].filter(
      (cell) => now[cell] !== ours[cell] && now[cell] !== was[cell],
    );
    const kept = new Set(changed.map(groupOf));
    const isStatus = (cell: string): boolean => groupOf(cell) === 'status';
    // The customer would lose a tag that it got from others.
    const isTaken = Object.keys(now).some((cell) => isStatus(cell) && ours[cell] === undefined);
    const restored = cells
      .map(({ field }) => field)
      .filter((cell) => now[cell] !== was[cell] && now[cell] === ours[cell])
      .filter((cell) => !(isStatus(cell) ? isTaken && was[cell] !== undefined : kept.has(groupOf(cell))))
      .filter((cell) => was[cell] !== undefined || !['stage', 'sex', 'nick'].includes(cell));
    if (restored.length === 0) continue;
    state.set(id, withCells(now, valuesOf(restored, was)));
    writes += writesFor(restored);
  }
  return { state, writes };
}
