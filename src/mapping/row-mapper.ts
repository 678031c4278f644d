import type { Row } from '../files/index.ts';
import type { Payload } from '../targets/index.ts';
import type { FollowUpPlan } from './compile/compile-record.ts';
import {
  type FollowUpRequest,
  type MappedRow,
  type MappingState,
  newMappingState,
  type Problem,
  type RowStep,
} from './mapped-row.ts';

/** A mapping compiled for one spreadsheet and one tenant. */
export interface RowMapper {
  /** The column that the row's key comes from, as the header has it; absent where the key is computed or there is none. */
  readonly keyColumn?: string;
  /** What that column has, where a lookup finds the key for it. */
  readonly keyText?: (row: Row) => string | undefined;
  /** Maps a row; answers at once unless a lookup or an expression has to be waited for. No content of a row makes it throw. */
  map(row: Row): MappedRow | Promise<MappedRow>;
}

/** What a compiled mapping consists of. */
interface MapperParts {
  readonly header: readonly string[];
  /** The places of the columns that are read. */
  readonly uses: ReadonlySet<number>;
  readonly keyColumn: string | undefined;
  readonly keyText: ((row: Row) => string | undefined) | undefined;
  readonly fill: RowStep;
  readonly customMember: 'ex_field_str' | 'extend_fields' | undefined;
  readonly steps: readonly FollowUpPlan[];
  keyOf(row: Row, payload: Payload): string | undefined;
  finish(state: MappingState): void;
}

/** Puts the compiled parts together. */
export function createRowMapper(parts: MapperParts): RowMapper {
  const { steps, customMember } = parts;

  const conclude = (state: MappingState, stepStates: readonly MappingState[]): MappedRow => {
    const { payload, problems, custom } = state;
    const key = parts.keyOf(state.row, payload);
    if (customMember !== undefined && custom.length > 0) {
      const entries = `[${custom.join(',')}]`;
      payload[customMember] = customMember === 'ex_field_str' ? entries : JSON.parse(entries);
    }
    parts.finish(state);
    const made = stepStates.length === 0 ? [] : finishSteps(stepStates);
    if (problems.length > 0) return key === undefined ? { problems } : { key, problems };
    const row: { -readonly [Part in keyof MappedRow]: MappedRow[Part] } = { payload, problems };
    if (key !== undefined) row.key = key;
    if (made.length > 0) row.followUps = made;
    if (state.unsent !== undefined) row.unsent = state.unsent;
    return row;
  };

  const finishSteps = (states: readonly MappingState[]): FollowUpRequest[] =>
    steps.flatMap((step, index) => {
      const state = states[index];
      if (state === undefined || !step.isWanted(state)) return [];
      step.finish(state);
      return [{ target: step.target, payload: state.payload }];
    });

  const fillSteps = (state: MappingState): readonly MappingState[] | Promise<readonly MappingState[]> => {
    const states = steps.map(() => newMappingState(state.row, []));
    const pending = steps.map((step, index) => step.fill(states[index]!)).filter((one) => one !== undefined);
    return pending.length === 0 ? joined(state, states) : Promise.all(pending).then(() => joined(state, states));
  };

  /** Whichever step was done first, their problems are told in the order of the steps. */
  const joined = (state: MappingState, states: readonly MappingState[]): readonly MappingState[] => {
    for (const one of states) {
      if (one.problems.length > 0) state.problems.push(...one.problems);
      one.problems = state.problems;
      if (one.unsent !== undefined) state.unsent = [...(state.unsent ?? []), ...one.unsent];
    }
    return states;
  };

  const rest = (state: MappingState): MappedRow | Promise<MappedRow> => {
    if (steps.length === 0) return conclude(state, []);
    const states = fillSteps(state);
    return states instanceof Promise ? states.then((settled) => conclude(state, settled)) : conclude(state, states);
  };

  return {
    ...(parts.keyColumn === undefined ? {} : { keyColumn: parts.keyColumn }),
    ...(parts.keyText === undefined ? {} : { keyText: parts.keyText }),
    map(row) {
      const unreadable = row.problems === undefined ? [] : readerProblems(row, parts);
      if (unreadable.length > 0) return { problems: unreadable };
      const state = newMappingState(row, []);
      const pending = parts.fill(state);
      return pending === undefined ? rest(state) : pending.then(() => rest(state));
    },
  };
}

/** What the reader found wrong with a row is reason enough not to send it, unless it is in a cell that nobody needs. */
function readerProblems(row: Row, { header, uses }: Pick<MapperParts, 'header' | 'uses'>): Problem[] {
  const found = (row.problems ?? []).filter(
    ({ column, ofRow }) => column === undefined || ofRow === true || uses.has(column),
  );
  return found.map(({ code, message, column }) => {
    const name = column === undefined ? undefined : header[column];
    return { code, message, ...(name === undefined ? {} : { column: name }) };
  });
}
