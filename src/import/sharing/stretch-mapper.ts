import type { InspectedFacts, StretchCutter } from '../../files/index.ts';
import type { MappedRow, Problem } from '../../mapping/mapped-row.ts';
import type { RowMapper } from '../../mapping/row-mapper.ts';
import type { Payload } from '../../targets/target.ts';

/** What became of the rows of a stretch: as little as a check needs, since all of it goes from one thread to another. */
export interface StretchAnswer {
  readonly facts: InspectedFacts;
  /** One for each row. */
  readonly numbers: readonly number[];
  readonly keys: readonly (string | undefined)[];
  /** Those of the rows that have any, by their place among the rows. */
  readonly problems: ReadonlyMap<number, readonly Problem[]>;
  /** Payloads of the first rows without problems. */
  readonly payloads: readonly Payload[];
}

/**
 * Cuts and maps a stretch. Answers nothing where its rows have to be read in order, or where something went wrong, which will be
 * met again there. `samples` is how many payloads are wanted.
 */
export type StretchMapper = (text: string, samples: number) => Promise<StretchAnswer | undefined>;

export function stretchMapper(cut: StretchCutter<InspectedFacts>, mapper: RowMapper): StretchMapper {
  return async (text, samples) => {
    const numbers: number[] = [];
    const keys: (string | undefined)[] = [];
    const problems = new Map<number, readonly Problem[]>();
    const payloads: Payload[] = [];
    const note = (mapped: MappedRow): void => {
      const place = keys.push(mapped.key) - 1;
      if (mapped.payload === undefined || mapped.problems.length > 0) problems.set(place, mapped.problems);
      else if (payloads.length < samples) payloads.push(mapped.payload);
    };
    // From the first row on that has to wait for something.
    const late: (MappedRow | Promise<MappedRow>)[] = [];
    try {
      const facts = cut(text, (rows) => {
        for (const row of rows) {
          numbers.push(row.number);
          const mapped = mapper.map(row);
          if (late.length > 0 || mapped instanceof Promise) late.push(mapped);
          else note(mapped);
        }
      });
      if (late.length > 0) for (const mapped of await Promise.all(late)) note(mapped);
      return facts && { facts, numbers, keys, problems, payloads };
    } catch {
      return undefined;
    }
  };
}
