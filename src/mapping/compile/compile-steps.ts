import { targets } from '../../targets/index.ts';
import { longForm } from '../field-spec.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from '../steps.ts';
import type { CompileContext } from './compile-context.ts';
import { compileRecord } from './compile-record.ts';
import type { FieldPlan } from './field-plan.ts';
import type { MappingState, RowStep } from './row-state.ts';

/** A further call for the customer of a row, compiled. */
export interface FollowUpPlan {
  readonly target: string;
  readonly fill: RowStep;
  /** Has the row anything for this step? */
  isWanted(state: MappingState): boolean;
  finish(state: MappingState): void;
}

/** Compiles `tags:`, `stage:`, `follow-up:` and `blacklist:`. */
export async function compileFollowUps(context: CompileContext): Promise<FollowUpPlan[]> {
  const steps: FollowUpPlan[] = [];
  for (const section of FOLLOW_UP_SECTIONS) {
    const target = targets.get(section.target);
    const given = followUpFields(context.mapping.content, section);
    if (target === undefined || given.length === 0) continue;
    const plans = given.flatMap(({ name, spec, path, byName }): FieldPlan[] => {
      const field = target.fields[name];
      if (field === undefined) return [];
      const long = longForm(spec);
      const lookup = long.lookup ?? (byName ? field.lookup : undefined);
      return [
        {
          name,
          shownName: path.join('.'),
          field,
          spec: lookup === undefined ? long : { ...long, lookup },
          path,
        },
      ];
    });
    const hasColumns = plans.some(({ spec }) => spec.const === undefined);
    const record = await compileRecord(context, target, plans, {
      section: section.section,
      ...(target.idField === undefined ? {} : { given: target.idField }),
    });
    steps.push({
      target: target.name,
      fill: record.fill,
      isWanted: ({ payload, fromRow }) =>
        section.anyOf === undefined
          ? fromRow || !hasColumns
          : section.anyOf.some((name) => payload[name] !== undefined),
      finish: record.finish,
    });
  }
  return steps;
}
