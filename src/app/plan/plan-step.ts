import type { StoredRun } from '../../ledger/index.ts';
import type { PlanReference, RunSettings } from '../import/run-record.ts';

/** The plan that a run is a step of, if it is of one. */
export function planOf(run: StoredRun): PlanReference | undefined {
  return (run.settings as RunSettings).plan;
}

/** Which step of its plan a run is, counted from 1; undefined for a run of its own. */
export function stepOf(run: StoredRun): number | undefined {
  const plan = planOf(run);
  if (plan === undefined || plan.step !== undefined) return plan?.step;
  const steps = Array.from({ length: plan.steps }, (_, index) => index + 1);
  return steps.find((step) => stepId(plan, step) === run.id);
}

/** The id of a plan's step, counted from 1. */
export function stepId(plan: Pick<PlanReference, 'id'>, step: number): string {
  return `${plan.id}-${step}`;
}
