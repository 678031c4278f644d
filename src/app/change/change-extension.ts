import {
  BeforeImageFilter,
  ModeFilter,
  type RecordMatching,
  RowComparison,
  requireMatchable,
  TRACEABLE_TARGETS,
} from '../../change/index.ts';
import {
  type ChangeRules,
  changeRulesOf,
  FOLLOW_UP_SECTIONS,
  followUpFields,
  hasChangeRules,
  type LoadedMapping,
  mergeRules,
} from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { identifiedBy } from '../import/build-import-job.ts';
import type { ImportChoice } from '../import/import-choice.ts';
import type { ExtendedImport, ImportExtension } from '../import/import-request.ts';
import { requireColumns } from '../import/load-mapping-for-file.ts';
import { UsageError } from '../usage-error.ts';
import { type ChangeContext, openChangeContext } from './change-context.ts';
import { affordableMirror, isSmall } from './mirror-of-agents.ts';
import { openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';
import { recordMatching } from './record-matching.ts';

/** Its imports do so, too, where the list of customers, which alone tells their agents, is short or known already. */
const ASSIGNMENT = 'assignment';

/** Targets whose imports keep before-images without being asked, since that costs few calls. */
const ALWAYS_UNDOABLE: readonly string[] = ['customer-tagging', 'customer-tags', 'stage', 'blacklist', 'unblacklist'];

type ChangeChoice = Pick<ImportChoice, 'mode' | 'undoable' | 'again' | 'onCollision' | 'onDuplicate'>;

/**
 * What `mode`, `merge` and `--undoable` add to an import or a check. Undefined if the rows are sent as they are and nothing of them
 * is kept. Errors: `UsageError` for options that the target does not have.
 */
export function changeExtension(choice: ChangeChoice, mapping: LoadedMapping): ImportExtension | undefined {
  const { target } = mapping;
  const rules = changeRulesOf(mapping, choice.mode);
  const undoable = choice.undoable === true;
  if (undoable && !TRACEABLE_TARGETS.includes(target.name)) {
    throw new UsageError(
      t`--undoable works for ${TRACEABLE_TARGETS.join(', ')}: what ${target.name} writes cannot be read back`,
    );
  }
  if (hasChangeRules(target)) {
    if (rules.isDefault && !undoable) return undefined;
    requireMatchable(target, identifiedBy(mapping), Object.keys(mapping.content.fields ?? {}));
    return modeExtension(mapping, rules, choice);
  }
  const isAutomatic = ALWAYS_UNDOABLE.includes(target.name) || target.name === ASSIGNMENT;
  return undoable || isAutomatic ? beforeImageExtension(mapping, undoable) : undefined;
}

/** Can an import with this mapping keep what its records were before, so that it can be undone? */
export function supportsUndo(mapping: LoadedMapping): boolean {
  const { target, content } = mapping;
  if (!TRACEABLE_TARGETS.includes(target.name)) return false;
  try {
    if (hasChangeRules(target)) requireMatchable(target, identifiedBy(mapping), Object.keys(content.fields ?? {}));
    return true;
  } catch {
    return false;
  }
}

/** Does a mapping change tags? */
export function changesTags(mapping: LoadedMapping): boolean {
  const { name } = mapping.target;
  return name === 'customer-tagging' || name === 'customer-tags' || hasSectionFor('customer-tagging', mapping);
}

/** Does a mapping of customers add follow-up records, too, which the API cannot remove? */
export function addsFollowUpRecords(mapping: LoadedMapping): boolean {
  return hasSectionFor('follow-up', mapping);
}

function hasSectionFor(target: string, { content }: LoadedMapping): boolean {
  return FOLLOW_UP_SECTIONS.some((section) => section.target === target && followUpFields(content, section).length > 0);
}

/** Compares the rows of a mapping with the mirror. */
export function comparisonOf(
  mapping: LoadedMapping,
  rules: ChangeRules,
  from: {
    readonly matching: RecordMatching;
    readonly context: ChangeContext;
    readonly extent: 'known' | 'all' | 'live';
    readonly choice: Pick<ImportChoice, 'onCollision' | 'onDuplicate'>;
  },
): RowComparison {
  const { matching, context, extent, choice } = from;
  const onCollision = choice.onCollision ?? mapping.content.onCollision ?? 'reject';
  const { definitions, values, reader, displacedBy } = context;
  return new RowComparison({
    target: mapping.target,
    matching,
    mode: rules.mode,
    merge: mergeRules(mapping, definitions),
    definitions,
    values,
    reader,
    displacedBy,
    extent,
    oneRowPerRecord: onCollision === 'reject' && choice.onDuplicate !== 'all',
  });
}

function modeExtension(mapping: LoadedMapping, rules: ChangeRules, choice: ChangeChoice): ImportExtension {
  const { undoable = false, again } = choice;
  return async ({ session, isDry, header, input, ...from }) => {
    await requireColumns(mapping, { header, path: input.path });
    const { mirror } = await openRefreshedMirror(session, from, WITHOUT_TAGS);
    const context = await openChangeContext(session, {
      mirror,
      usesTags: changesTags(mapping),
      listsAgents: isSmall(mirror),
    });
    const extent = undoable && !isDry ? 'live' : 'known';
    const comparison = comparisonOf(mapping, rules, {
      matching: await recordMatching(session, mapping, { mirror, again }),
      ...{ context, extent, choice },
    });
    return {
      ...KEEPS,
      mirror,
      cellWords: context.cellWords,
      filter: new ModeFilter({ limits: session.settings, comparison, undoable: undoable && !isDry }),
      ...(undoable && { isUndoable: true as const }),
      close: () => mirror.close(),
    };
  };
}

/** Before-images for targets that act on customers. Only the list of customers tells who their agents are. */
function beforeImageExtension({ target }: LoadedMapping, undoable: boolean): ImportExtension {
  return async ({ session, isDry, ...from }) => {
    if (isDry) return KEEPS;
    const isAssignment = target.name === ASSIGNMENT;
    const refreshed = isAssignment && undoable ? await openRefreshedMirror(session, from, WITHOUT_TAGS) : undefined;
    const mirror = refreshed?.mirror ?? (isAssignment ? await affordableMirror(session, from) : undefined);
    if (isAssignment && mirror === undefined) return KEEPS;
    const usesTags = target.name === 'customer-tagging' || target.name === 'customer-tags';
    const { definitions, values, reader, displacedBy, cellWords } = await openChangeContext(session, {
      mirror,
      usesTags,
      listsAgents: undoable || isSmall(mirror),
    });
    return {
      ...KEEPS,
      cellWords,
      filter: new BeforeImageFilter({ limits: session.settings, target, definitions, values, reader, displacedBy }),
      isUndoable: true,
      close: () => mirror?.close(),
    };
  };
}

const KEEPS: ExtendedImport = { mapper: (mapper) => mapper, keepsMapping: true };
