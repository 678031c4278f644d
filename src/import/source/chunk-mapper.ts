import type { CustomFieldDefinition, Endpoint } from '../../api/index.ts';
import type { ChunkSplitter, InspectedChunkFacts, InspectedChunkFormat } from '../../files/index.ts';
import {
  type LeftOut,
  type LoadedMapping,
  type LookupMatch,
  type LookupOptions,
  type Lookups,
  type MappedRow,
  type Problem,
  REFERENCE_LISTS,
  type Resolver,
  type RowMapper,
  type UniqueValue,
  type UnsentValue,
} from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { type IdentityRules, identifyRow, type PlaceholderValue } from '../identity/identity-hashes.ts';

/** The mapped rows of a chunk: only what a check needs, since all of it is copied from one thread to another. */
export interface ChunkResult {
  readonly facts: InspectedChunkFacts;
  /** One for each row. */
  readonly numbers: readonly number[];
  readonly keys: readonly (string | undefined)[];
  /** The problems of the rows that have any, by index in the chunk. */
  readonly problems: ReadonlyMap<number, readonly Problem[]>;
  /** The identity hashes of the rows, one after the other, and for each row where its hashes end. Empty if nothing identifies rows. */
  readonly hashes: Uint32Array;
  readonly hashEnds: Uint32Array;
  /** Values that identify nobody, which the rows are sent without, by index in the chunk. */
  readonly placeholders: ReadonlyMap<number, readonly PlaceholderValue[]>;
  /** Values that the mapping leaves out of the rows that have any, by index in the chunk. */
  readonly unsent: ReadonlyMap<number, readonly UnsentValue[]>;
  /** Why rows are left out, the rules that rows break and that only warn, and values that no other row may have; by index in the chunk. */
  readonly leftOut: ReadonlyMap<number, LeftOut>;
  readonly warnings: ReadonlyMap<number, readonly Problem[]>;
  readonly unique: ReadonlyMap<number, readonly UniqueValue[]>;
  /** Payloads of the first rows without problems. */
  readonly payloads: readonly Payload[];
}

/**
 * Splits a chunk into rows and maps them. Returns undefined if the rows have to be read in order, or if something failed, which will
 * then fail again there. `samples` is the number of payloads to return.
 */
export type ChunkMapper = (text: string, samples: number) => Promise<ChunkResult | undefined>;

export function createChunkMapper(
  split: ChunkSplitter<InspectedChunkFacts>,
  mapper: RowMapper,
  identity: IdentityRules | undefined,
): ChunkMapper {
  return async (text, samples) => {
    const numbers: number[] = [];
    const keys: (string | undefined)[] = [];
    const problems = new Map<number, readonly Problem[]>();
    const payloads: Payload[] = [];
    const hashes: number[] = [];
    const hashEnds: number[] = [];
    const placeholders = new Map<number, readonly PlaceholderValue[]>();
    const unsent = new Map<number, readonly UnsentValue[]>();
    const leftOut = new Map<number, LeftOut>();
    const warnings = new Map<number, readonly Problem[]>();
    const unique = new Map<number, readonly UniqueValue[]>();
    const note = (all: MappedRow): void => {
      const identified = identity && identifyRow(all, identity);
      const mapped = identified?.mapped ?? all;
      const index = keys.push(mapped.key) - 1;
      if (identified) {
        for (let at = 0; at < identified.hashes.length; at += 1) hashes.push(identified.hashes[at] as number);
        hashEnds.push(hashes.length);
        if (identified.placeholders.length > 0) placeholders.set(index, identified.placeholders);
      }
      if (mapped.unsent !== undefined) unsent.set(index, mapped.unsent);
      if (mapped.warnings !== undefined) warnings.set(index, mapped.warnings);
      if (mapped.unique !== undefined) unique.set(index, mapped.unique);
      if (mapped.leftOut !== undefined) leftOut.set(index, mapped.leftOut);
      else if (mapped.payload === undefined || mapped.problems.length > 0) problems.set(index, mapped.problems);
      else if (payloads.length < samples) payloads.push(mapped.payload);
    };
    // The rows from the first one on that has to wait for a lookup.
    const waiting: (MappedRow | Promise<MappedRow>)[] = [];
    try {
      const facts = split(text, (rows) => {
        for (const row of rows) {
          numbers.push(row.number);
          const mapped = mapper.map(row);
          if (waiting.length > 0 || mapped instanceof Promise) waiting.push(mapped);
          else note(mapped);
        }
      });
      if (waiting.length > 0) for (const mapped of await Promise.all(waiting)) note(mapped);
      if (facts === undefined) return undefined;
      const identities = { hashes: Uint32Array.from(hashes), hashEnds: Uint32Array.from(hashEnds), placeholders };
      const ofRules = { leftOut, warnings, unique };
      return { facts, numbers, keys, problems, unsent, payloads, ...ofRules, ...identities };
    } catch {
      return undefined;
    }
  };
}

/** How several threads read and map a file whose rows are not sent. */
export interface ParallelReading {
  /** Number of worker threads. */
  readonly threads: number;
  readonly threadData: Omit<MappingThreadData, 'form'>;
  readonly lookups: Lookups;
}

/** What a mapping thread is started with. Everything passed between threads is plain data. */
export interface MappingThreadData {
  readonly form: InspectedChunkFormat;
  readonly mapping: Pick<LoadedMapping, 'path' | 'text' | 'content'>;
  readonly header: readonly string[];
  readonly inputPath: string;
  readonly customDefinitions: readonly CustomFieldDefinition[];
  readonly identity: IdentityRules | undefined;
}

/** Requests to a mapping thread. */
export interface MappingRequests {
  /** Splits and maps a chunk, see `ChunkMapper`. */
  map(input: { readonly text: string; readonly samples: number }): ChunkResult | undefined;
}

/** Requests from a mapping thread to the main thread, which has read the lists that names are looked up in. */
export interface LookupRequests {
  /** Fails if the lookup fails. */
  lookUp(input: { readonly lookup: string; readonly text: string }): LookupResult;
}

/** The match of a lookup, or why there is none. */
export type LookupResult = { readonly found: LookupMatch } | { readonly code: string; readonly predicate: string };

/** Lookups that record what a mapping was compiled with, so that other threads can compile it, too. */
export class RecordingLookups implements Lookups {
  readonly now: () => number;
  readonly #lookups: Lookups;
  readonly #names = new Set<string>();
  customDefinitions: readonly CustomFieldDefinition[] = [];

  constructor(lookups: Lookups) {
    this.#lookups = lookups;
    this.now = lookups.now;
  }

  /** Do they search only lists that are read completely? Others ask the API row by row, and then more threads are of no use. */
  get areReferenceLists(): boolean {
    return [...this.#names].every((name) => Object.hasOwn(REFERENCE_LISTS, name));
  }

  resolver(lookup: string, options?: LookupOptions): Promise<Resolver> {
    this.#names.add(lookup);
    return this.#lookups.resolver(lookup, options);
  }

  async customFields(list: Endpoint): Promise<readonly CustomFieldDefinition[]> {
    this.customDefinitions = await this.#lookups.customFields(list);
    return this.customDefinitions;
  }
}
