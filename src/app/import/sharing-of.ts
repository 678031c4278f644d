import { availableParallelism } from 'node:os';
import type { IdentityRules } from '../../import/identity/identity-marks.ts';
import type { ParallelReading } from '../../import/sharing/sharing.ts';
import type { RecordingLookups } from '../../import/sharing/used-lookups.ts';
import type { FieldSpec } from '../../mapping/field-spec.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from '../../mapping/steps.ts';
import { limitOldSpaceGrowth, presizeThreadNewSpace } from '../heap-tuning.ts';
import type { ImportChoice } from './import-choice.ts';
import type { InputFile } from './open-input.ts';

/** A smaller file is checked before another thread has begun to help. */
const MIN_PARALLEL_BYTES = { csv: 8_000_000, xlsx: 1_500_000 };
/** Each takes 40 MB, and the thread that reads and writes maps what they have no time for. */
const MAX_WORKERS = 1;
/** Hardly anything of a row grows old, so what does may be collected often. */
const OLD_SPACE_GROWTH_PERCENT = 30;

/** Which threads help with a check, if that pays: rows by the hundred thousand, each of which is only mapped. */
export function parallelReadingFor(check: {
  readonly options: ImportChoice;
  readonly mapping: LoadedMapping;
  readonly input: InputFile;
  readonly header: readonly string[];
  readonly lookups: RecordingLookups | undefined;
  readonly identity: IdentityRules | undefined;
}): ParallelReading | undefined {
  const { options, mapping, input, header, lookups, identity } = check;
  const helpers = Math.min(MAX_WORKERS, availableParallelism() - 1);
  const isLarge = input.bytes >= MIN_PARALLEL_BYTES[input.lines === undefined ? 'xlsx' : 'csv'];
  const pays = isLarge && options.limit === undefined && !options.changedOnly;
  if (helpers < 1 || !pays || lookups === undefined || !lookups.areReferenceLists || splitsNames(mapping))
    return undefined;
  presizeThreadNewSpace();
  limitOldSpaceGrowth(OLD_SPACE_GROWTH_PERCENT);
  const { path, text, content } = mapping;
  const { customDefinitions } = lookups;
  const order = { mapping: { path, text, content }, header, inputPath: input.path, customDefinitions, identity };
  return { threads: helpers, threadData: order, lookups };
}

/** Where a cell is cut depends on all names of a list, which only the thread that read it has. */
function splitsNames({ content }: LoadedMapping): boolean {
  const steps = FOLLOW_UP_SECTIONS.flatMap((section) => followUpFields(content, section));
  const isNamed = (spec: FieldSpec, byName: boolean): boolean =>
    typeof spec !== 'string' && spec.split !== undefined && (byName || spec.lookup !== undefined);
  return (
    Object.values(content.fields ?? {}).some((spec) => isNamed(spec, false)) ||
    steps.some(({ spec, byName }) => isNamed(spec, byName))
  );
}
