import { Columns } from './columns.ts';
import type { CompileContext, MappingSettings } from './compile/compile-context.ts';
import { compileRecord } from './compile/compile-record.ts';
import { compileFollowUps } from './compile/compile-steps.ts';
import type { FieldPlan } from './compile/field-plan.ts';
import { runInSequence } from './compile/row-state.ts';
import { compileKey } from './compile-key.ts';
import { compileCustom } from './custom/compile-custom.ts';
import { longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import type { Lookups } from './lookups/lookups.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { createRowMapper, type RowMapper } from './row-mapper.ts';

/** What a mapping is compiled for. */
export interface CompileOptions {
  readonly header: readonly string[];
  /** The spreadsheet, as messages name it. */
  readonly inputPath: string;
  readonly lookups: Lookups;
  readonly settings?: MappingSettings;
}

/**
 * Compiles a mapping to a function from rows to payloads. Reads the reference lists and custom fields that it needs.
 * @throws MappingError for columns and custom fields that are not there, and whatever else does not fit this file or tenant.
 */
export async function compileMapping(mapping: LoadedMapping, options: CompileOptions): Promise<RowMapper> {
  const problems: MappingProblem[] = [];
  const context: CompileContext = {
    mapping,
    inputPath: options.inputPath,
    columns: new Columns(options.header),
    uses: new Set(),
    lookups: options.lookups,
    settings: options.settings ?? {},
    report: (code, message, path, what) => problems.push({ code, message, position: mapping.locate(path, what) }),
  };
  const { target, content } = mapping;
  const plans = Object.entries(content.fields ?? {}).flatMap(([name, spec]): FieldPlan[] => {
    const field = target.fields[name];
    if (field === undefined) return [];
    return [{ name, shownName: name, field, spec: longForm(spec), path: ['fields', name] }];
  });
  const custom = await compileCustom(context, target);
  const record = await compileRecord(context, target, plans);
  const steps = await compileFollowUps(context);
  const key = compileKey(context);
  if (problems.length > 0) throw new MappingError(mapping.path, mapping.text, problems);

  return createRowMapper({
    header: options.header,
    uses: context.uses,
    keyColumn: key.column,
    keyText: key.textOf,
    keyOf: key.of,
    fill: runInSequence([record.fill, ...custom]),
    finish: record.finish,
    customMember: target.custom?.member,
    steps,
  });
}
