import { useCallback, useRef, useState } from 'react';
import type { LeftOut } from '../../../../schemas/runs.ts';
import { call } from '../../../api.ts';
import type { PlanChange } from './plan-changes.tsx';

/** What of a plan is not sent. Keys are `row` for a whole row, and `row field` for one of its cells. */
export interface LeftOutChoice {
  readonly isOut: (change: PlanChange, field?: string) => boolean;
  readonly set: (change: PlanChange, field: string | undefined, isOut: boolean) => void;
}

/** What the user leaves out of a plan; each change is stored on the server. What the server knew before comes with the rows. */
export function useLeftOut(plan: string, onError: (error: unknown) => void): LeftOutChoice {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const known = useRef(new Map<string, boolean>());
  const sent = useRef(Promise.resolve());

  const isOut = useCallback(
    (change: PlanChange, field?: string) => {
      const key = keyOf(change.row, field);
      const stored =
        field === undefined ? change.leftOut : (change.cells.find((cell) => cell.field === field)?.leftOut ?? false);
      if (stored && !known.current.has(key)) known.current.set(key, true);
      return chosen.get(key) ?? stored;
    },
    [chosen],
  );

  const set = useCallback(
    (change: PlanChange, field: string | undefined, isOutNow: boolean) => {
      const key = keyOf(change.row, field);
      known.current.set(key, isOutNow);
      setChosen((before) => new Map(before).set(key, isOutNow));
      const body = leftOutOf(known.current);
      // One after the other: each replaces what was there before.
      sent.current = sent.current
        .then(() => call('PUT', `/plans/${encodeURIComponent(plan)}/left-out`, body))
        .then(() => {}, onError);
    },
    [plan, onError],
  );
  return { isOut, set };
}

function keyOf(row: number, field: string | undefined): string {
  return field === undefined ? String(row) : `${row} ${field}`;
}

function leftOutOf(known: ReadonlyMap<string, boolean>): LeftOut {
  const rows: number[] = [];
  const cells: { row: number; field: string }[] = [];
  for (const [key, isOut] of known) {
    if (!isOut) continue;
    const space = key.indexOf(' ');
    if (space < 0) rows.push(Number(key));
    else cells.push({ row: Number(key.slice(0, space)), field: key.slice(space + 1) });
  }
  return { rows, cells };
}
