import type { CustomFieldDefinition } from '../sobot/endpoints/custom-fields.ts';
import type { TagNames } from './enrich/tags.ts';

/** What has to be known of the tenant before rows can be shown. */
export interface Prepared {
  readonly customFields: readonly CustomFieldDefinition[];
  /** What the values of a member are called, by the member's name. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly tagNames: TagNames;
}
