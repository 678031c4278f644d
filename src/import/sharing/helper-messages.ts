import type { InspectedForm } from '../../files/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { Found } from '../../mapping/lookups/lookups.ts';
import type { CustomFieldDefinition } from '../../sobot/endpoints/custom-fields.ts';
import type { IdentityRules } from '../identity/identity-marks.ts';
import type { StretchAnswer } from './stretch-mapper.ts';

/** What a helping thread is made with. All that goes between the threads is plain data. */
export interface HelperOrder {
  readonly form: InspectedForm;
  readonly mapping: Pick<LoadedMapping, 'path' | 'text' | 'content'>;
  readonly header: readonly string[];
  readonly inputPath: string;
  readonly customDefinitions: readonly CustomFieldDefinition[];
  readonly identity: IdentityRules | undefined;
}

/** What a lookup answered; nothing where it failed. */
export type LookupAnswer =
  | { readonly found: Found }
  | { readonly code: string; readonly predicate: string }
  | undefined;

export type ToHelper =
  | { readonly kind: 'map'; readonly id: number; readonly text: string; readonly samples: number }
  | { readonly kind: 'looked-up'; readonly id: number; readonly answer: LookupAnswer };

export type FromHelper =
  | { readonly kind: 'ready' }
  | { readonly kind: 'mapped'; readonly id: number; readonly answer: StretchAnswer | undefined }
  | { readonly kind: 'look-up'; readonly id: number; readonly lookup: string; readonly text: string };
