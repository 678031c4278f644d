import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import type { InspectedChunkFormat } from '../../files/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { LookupMatch } from '../../mapping/lookups/lookups.ts';
import type { IdentityRules } from '../identity/identity-marks.ts';
import type { ChunkResult } from './stretch-mapper.ts';

/** What a thread that maps is started with. All that goes between the threads is plain data. */
export interface MappingThreadData {
  readonly form: InspectedChunkFormat;
  readonly mapping: Pick<LoadedMapping, 'path' | 'text' | 'content'>;
  readonly header: readonly string[];
  readonly inputPath: string;
  readonly customDefinitions: readonly CustomFieldDefinition[];
  readonly identity: IdentityRules | undefined;
}

/** What the thread does. */
export interface MappingRequests {
  /** Cuts and maps a stretch, see `StretchMapper`. */
  map(input: { readonly text: string; readonly samples: number }): ChunkResult | undefined;
}

/** What it asks the thread that started it, which has read the lists that names are looked up in. */
export interface LookupRequests {
  /** Fails where the lookup does. */
  lookUp(input: { readonly lookup: string; readonly text: string }): LookupResult;
}

/** A value that was found, or why it was refused. */
export type LookupResult = { readonly found: LookupMatch } | { readonly code: string; readonly predicate: string };
