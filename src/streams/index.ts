import { agents } from './agents.ts';
import { areas } from './areas.ts';
import { assignmentStats } from './assignment-stats.ts';
import { assignments } from './assignments.ts';
import { behaviors } from './behaviors.ts';
import { blacklistedCustomers } from './blacklist.ts';
import { cities } from './cities.ts';
import { countries } from './countries.ts';
import { customerFields, enterpriseFields } from './custom-fields.ts';
import { tagsOfCustomers } from './customer-tags.ts';
import { customers } from './customers.ts';
import { languages } from './languages.ts';
import { levels } from './levels.ts';
import { provinces } from './provinces.ts';
import { sources } from './sources.ts';
import { stages } from './stages.ts';
import type { Stream } from './stream.ts';
import { tagGroups } from './tag-groups.ts';
import { tags } from './tags.ts';
import { timezones } from './timezones.ts';
import { translations } from './translations.ts';

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
