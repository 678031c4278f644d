import { agents, assignmentStats, assignments } from './assignments.ts';
import {
  areas,
  cities,
  countries,
  customerFields,
  enterpriseFields,
  languages,
  levels,
  provinces,
  sources,
  stages,
  timezones,
  translations,
} from './code-lists.ts';
import { behaviors, blacklistedCustomers, customers } from './customers.ts';
import type { Stream } from './stream.ts';
import { tagGroups, tags, tagsOfCustomers } from './tags.ts';

export { agents } from './assignments.ts';
export { customers } from './customers.ts';
export { type Filter, filtersOf } from './filters.ts';
export { MASK_METHOD_NAMES, MASK_METHODS, type MaskMethod, maskText } from './mask-methods.ts';
export type { Stream, StreamMember, StreamRow, TimeSpan } from './stream.ts';
export { tags } from './tags.ts';

const ALL = [
  customers,
  blacklistedCustomers,
  behaviors,
  assignments,
  assignmentStats,
  tagGroups,
  tags,
  tagsOfCustomers,
  agents,
  stages,
  sources,
  levels,
  customerFields,
  enterpriseFields,
  countries,
  provinces,
  cities,
  areas,
  timezones,
  languages,
  translations,
] as const satisfies readonly Stream[];

/** The name of something that can be exported. */
export type StreamName = (typeof ALL)[number]['name'];

/** Everything that can be exported, by name. */
export const streams: ReadonlyMap<string, Stream> = new Map(ALL.map((stream) => [stream.name, stream]));
