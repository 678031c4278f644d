import { fold } from '../../mapping/fold.ts';
import { listed } from '../../mapping/refusal.ts';
import type { TargetField } from '../../targets/target.ts';
import type { ColumnStatistics } from '../columns/column-profile.ts';
import { contradiction, NO_EVIDENCE, type ValueScore } from './fit.ts';
import { divide, leaveOut } from './unknown-values.ts';

/** How a column fits a field whose values are codes: by their names or the codes themselves. */
export function scoreCode(field: TargetField, column: ColumnStatistics): ValueScore {
  if (column.isEmpty) return NO_EVIDENCE;
  const { distinct } = column;
  const names = codeNames(field);
  if (distinct === undefined) return contradiction(`It has too many different values to be one of ${listed(names)}`);
  const codes = new Set(
    Object.entries(field.values ?? {}).flatMap(([name, value]) => [plainName(name), String(value)]),
  );
  const { share, known, unknown } = divide(distinct, (text) => codes.has(plainName(text)));
  if (known.length === 0) return contradiction(`None of its values is one of ${listed(names)}`);
  const speaking = known.filter(
    ([text]) => /\p{L}{3}|\p{Script=Han}/u.test(text) && !/^(?:yes|no|true|false|是|否)$/i.test(text),
  );
  const instead = field.required ? field.usual : undefined;
  const { spec, notes, unsent } = leaveOut(unknown, field.label.toLowerCase(), {
    instead,
    reasonOf: () => `is none of ${listed(names)}`,
  });
  const fallback = instead !== undefined && column.blank > 0 ? { transform: [{ default: instead }] } : {};
  return {
    score: share,
    spec: { ...fallback, ...spec },
    notes,
    ...(unsent && { unsent }),
    ...byValues(speaking.length, known.length, share),
  };
}

/** As the mapping compares names of codes: `First inquiry` is `first-inquiry`. */
function plainName(name: string): string {
  return fold(name).replace(/[\s_]+/g, '-');
}

/** Names of codes tell a column; yes and no do only where a required field has nothing better. */
function byValues(speaking: number, known: number, share: number): Pick<ValueScore, 'byValues'> {
  if (known < 2 || share < 0.9) return {};
  return { byValues: speaking >= 2 ? 0.62 : 0.38 };
}

/** A name for each code of a field. */
export function codeNames(field: TargetField): string[] {
  const entries = Object.entries(field.values ?? {});
  return entries
    .filter(([, code], index) => entries.findIndex(([, other]) => other === code) === index)
    .map(([name]) => name);
}
