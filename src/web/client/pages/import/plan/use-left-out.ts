import { useCallback, useState } from 'react';
import type { LeftOutChange } from '../../../../schemas/runs.ts';
import { change } from '../../../api.ts';
import type { PlanChange } from './plan-changes.tsx';

/** What of a plan is not sent: whole rows, and cells. */
export interface LeftOutChoice {
  readonly isOut: (row: PlanChange, field?: string) => boolean;
  readonly set: (row: PlanChange, field: string | undefined, isOut: boolean) => void;
}

/** What the user leaves out of a plan; each choice is stored on the server. What the server knew before comes with the rows. */
export function useLeftOut(plan: string, onError: (error: unknown) => void): LeftOutChoice {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());

  const isOut = useCallback(
    ({ row, leftOut, cells }: PlanChange, field?: string) => {
      const stored = field === undefined ? leftOut : (cells.find((cell) => cell.field === field)?.leftOut ?? false);
      return chosen.get(keyOf(row, field)) ?? stored;
    },
    [chosen],
  );

  const set = useCallback(
    ({ row }: PlanChange, field: string | undefined, isOutNow: boolean) => {
      const choose = (value: boolean) => setChosen((before) => new Map(before).set(keyOf(row, field), value));
      choose(isOutNow);
      const body: LeftOutChange = { row, ...(field !== undefined && { field }), isOut: isOutNow };
      change(`/plans/${encodeURIComponent(plan)}/left-out`, body).catch((error: unknown) => {
        choose(!isOutNow);
        onError(error);
      });
    },
    [plan, onError],
  );
  return { isOut, set };
}

function keyOf(row: number, field: string | undefined): string {
  return field === undefined ? String(row) : `${row} ${field}`;
}
