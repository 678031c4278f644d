import { availableParallelism } from 'node:os';
import type { IdentityRules } from '../../import/identity/identity-marks.ts';
import type { Sharing } from '../../import/sharing/sharing.ts';
import type { UsedLookups } from '../../import/sharing/used-lookups.ts';
import type { FieldSpec } from '../../mapping/field-spec.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { stepFields, stepSections } from '../../mapping/steps.ts';
import { boundOldGeneration, giveThreadsYoungGeneration } from '../heap-tuning.ts';
import type { ImportChoice } from './import-choice.ts';
import type { Input } from './open-input.ts';

/** A smaller file is checked before another thread has begun to help. */
const LEAST_BYTES = { csv: 8_000_000, xlsx: 1_500_000 };
/** Each takes 40 MB, and the thread that reads and writes maps what they have no time for. */
const MOST_HELPERS = 1;
/** Hardly anything of a row grows old, so what does may be collected often. */
const OLD_GROWTH_PERCENT = 30;

/** Which threads help with a check, if that pays: rows by the hundred thousand, each of which is only mapped. */
export function sharingOf(check: {
  readonly options: ImportChoice;
  readonly mapping: LoadedMapping;
  readonly input: Input;
  readonly header: readonly string[];
  readonly lookups: UsedLookups | undefined;
  readonly identity: IdentityRules | undefined;
}): Sharing | undefined {
  const { options, mapping, input, header, lookups, identity } = check;
  const helpers = Math.min(MOST_HELPERS, availableParallelism() - 1);
  const isLarge = input.bytes >= LEAST_BYTES[input.lines === undefined ? 'xlsx' : 'csv'];
  const pays = isLarge && options.limit === undefined && !options.changedOnly;
  if (helpers < 1 || !pays || lookups === undefined || !lookups.areLists || splitsNames(mapping)) return undefined;
  giveThreadsYoungGeneration();
  boundOldGeneration(OLD_GROWTH_PERCENT);
  const { path, text, content } = mapping;
  const { customDefinitions } = lookups;
  const order = { mapping: { path, text, content }, header, inputPath: input.path, customDefinitions, identity };
  return { helpers, order, lookups };
}

/** Where a cell is cut depends on all names of a list, which only the thread that read it has. */
function splitsNames({ content }: LoadedMapping): boolean {
  const steps = stepSections.flatMap((section) => stepFields(content, section));
  const isNamed = (spec: FieldSpec, byName: boolean): boolean =>
    typeof spec !== 'string' && spec.split !== undefined && (byName || spec.lookup !== undefined);
  return (
    Object.values(content.fields ?? {}).some((spec) => isNamed(spec, false)) ||
    steps.some(({ spec, byName }) => isNamed(spec, byName))
  );
}
