import type { CustomFieldDefinition } from '../api/index.ts';
import { type CellValue, tagCell } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import type { Payload, Target } from '../targets/index.ts';
import { cellsOfPayload } from './payload-cells.ts';

/** What the requests of a row change in its record. */
export interface RowEffects {
  /** The record's id, where the payload has it. */
  readonly id: string | undefined;
  /** By field, what the record has afterwards. */
  readonly cells: ReadonlyMap<string, CellValue>;
  /** The ids of the only tags that the record has afterwards, if all are replaced. */
  readonly onlyTags?: readonly string[];
}

interface EffectsContext {
  readonly definitions: readonly CustomFieldDefinition[];
  /** The record exists, so that fields which only a new one takes do not count. */
  readonly forExisting: boolean;
}

interface Parts {
  readonly cells?: Iterable<readonly [string, CellValue]>;
  readonly onlyTags?: readonly string[];
}

/** The effects of each target's request that can be read back. */
const EFFECTS: Readonly<Record<string, (payload: Payload) => Parts>> = {
  'customer-tagging': ({ add_tag, remove_tag }) => ({
    cells: [
      ...textsOf(add_tag).map((id) => [tagCell(id), 'yes'] as const),
      // A tag that is both added and removed is gone in the end.
      ...textsOf(remove_tag).map((id) => [tagCell(id), null] as const),
    ],
  }),
  'customer-tags': ({ list }) => {
    const ids = (Array.isArray(list) ? list : []).map((tag: { readonly id: unknown }) => String(tag.id));
    return { cells: ids.map((id) => [tagCell(id), 'yes'] as const), onlyTags: ids };
  },
  stage: ({ stageid, stage_name, stage_type }) => ({
    cells: [['stage', [String(stageid), String(stage_name ?? ''), String(stage_type ?? '')]]],
  }),
  blacklist: ({ black_type, black_reason }) => ({
    cells: [['blacklist', [String(black_type), String(black_reason ?? '')]]],
  }),
  unblacklist: () => ({ cells: [['blacklist', null]] }),
  assignment: ({ liable_list }) => {
    const [agent] = Array.isArray(liable_list) ? (liable_list as Payload[]) : [];
    const { liable_serviceid, liable_service_name } = agent ?? {};
    return { cells: [['agent', [String(liable_serviceid ?? ''), String(liable_service_name ?? '')]]] };
  },
};

/** The targets whose rows can be read back, and taken back. */
export const TRACEABLE_TARGETS: readonly string[] = ['customer', 'customer-update', ...Object.keys(EFFECTS)];

/** Sums up what a row's own request and its follow-up requests change. Follow-up records leave nothing that could be read. */
export function rowEffects(
  target: Target,
  { payload, followUps }: { readonly payload: Payload; readonly followUps: readonly FollowUpRequest[] },
  { definitions, forExisting }: EffectsContext,
): RowEffects {
  const cells = new Map<string, CellValue>();
  let onlyTags: readonly string[] | undefined;
  const add = (name: string, request: Payload): void => {
    const effects = EFFECTS[name]?.(request);
    for (const [field, value] of effects?.cells ?? []) cells.set(field, value);
    onlyTags = effects?.onlyTags ?? onlyTags;
  };
  if (target.name === 'customer' || target.name === 'customer-update') {
    for (const [field, value] of cellsOfPayload(target, payload, { definitions, forExisting })) cells.set(field, value);
  } else add(target.name, payload);
  for (const followUp of followUps) add(followUp.target, followUp.payload);
  const id = target.idField === undefined ? undefined : payload[target.idField];
  return {
    id: id === undefined ? undefined : String(id),
    cells,
    ...(onlyTags && { onlyTags }),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
