import type { Row } from '../../files/row.ts';
import type { Payload } from '../../targets/target.ts';
import type { Problem, UnsentValue } from '../mapped-row.ts';

/** What is known of a row (or of one further step of it) while it is being mapped. */
export interface MappingState {
  readonly row: Row;
  readonly payload: Payload;
  /** Steps of a row come to share its problems once they are filled. */
  problems: Problem[];
  /** Names that lookups found, by the field whose id they belong to; made with the first of them. */
  names: Map<string, string> | undefined;
  /** Custom fields in the form in which they are sent. */
  readonly custom: string[];
  /** Fields that were left out because what they depend on is wrong. */
  readonly dropped: string[];
  /** Values that `values` leave out; made with the first of them. */
  unsent: UnsentValue[] | undefined;
  /** A column, not only constants, has given a value. */
  fromRow: boolean;
}

/** A row of which nothing is known yet. */
export function newMappingState(row: Row, problems: Problem[]): MappingState {
  return { row, payload: {}, problems, names: undefined, custom: [], dropped: [], unsent: undefined, fromRow: false };
}

/** Something to wait for, where there is. */
export type Pending = Promise<void> | undefined;

/** Does one thing to a row; answers a promise only where it has to wait. */
export type RowStep = (state: MappingState) => Pending;

/** Does all acts in order, waiting only where one of them does. */
export function runInSequence(acts: readonly RowStep[]): RowStep {
  const from = (start: number, state: MappingState): Pending => {
    for (let index = start; index < acts.length; index++) {
      const pending = acts[index]!(state);
      if (pending !== undefined) return pending.then(() => from(index + 1, state));
    }
    return undefined;
  };
  return (state) => from(0, state);
}
