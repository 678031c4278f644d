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
import type { UniqueRule } from './rules/compile-rules.ts';
import type { RowFilter } from './rules/compile-where.ts';

/** A mapping compiled for one spreadsheet and one tenant. */
export interface RowMapper {
  /** The column of the row's key, as the header spells it; absent where the key is computed or there is none. */
  readonly keyColumn?: string;
  /** The text of that column, where a lookup turns it into the key. */
  readonly keyText?: (row: Row) => string | undefined;
  /** The rules for values that no two rows may have; mapped rows refer to them by their numbers. */
  readonly uniqueRules?: readonly UniqueRule[];
  /**
   * Maps a row; returns a promise only where a lookup or an expression has to wait. No content of a row makes it throw. `whole` is the
   * row with all its cells, where `row` has only some of them: `where` and `required-if` are about that.
   */
  map(row: Row, whole?: Row): MappedRow | Promise<MappedRow>;
}

/** The parts of a compiled mapping. */
interface MapperParts {
  readonly header: readonly string[];
  /** The indexes of the columns that are read. */
  readonly uses: ReadonlySet<number>;
  readonly keyColumn: string | undefined;
  readonly keyText: ((row: Row) => string | undefined) | undefined;
  readonly fill: RowStep;
  readonly customMember: 'ex_field_str' | 'extend_fields' | undefined;
  readonly followUps: readonly FollowUpPlan[];
  /** Undefined where all rows are mapped. */
  readonly where: RowFilter | undefined;
  readonly uniqueRules: readonly UniqueRule[];
  keyOf(row: Row, payload: Payload): string | undefined;
  finish(state: MappingState): void;
}

/** Puts the compiled parts together. */
export function createRowMapper(parts: MapperParts): RowMapper {
  const { followUps, customMember, where } = parts;

  const complete = (state: MappingState, followUpStates: readonly MappingState[]): MappedRow => {
    const { payload, problems, custom } = state;
    const key = parts.keyOf(state.row, payload);
    if (customMember !== undefined && custom.length > 0) {
      const entries = `[${custom.join(',')}]`;
      payload[customMember] = customMember === 'ex_field_str' ? entries : JSON.parse(entries);
    }
    parts.finish(state);
    const requests = followUpStates.length === 0 ? [] : finishFollowUps(followUpStates);
    if (problems.length > 0) return key === undefined ? { problems } : { key, problems };
    const row: { -readonly [Part in keyof MappedRow]: MappedRow[Part] } = { payload, problems };
    if (key !== undefined) row.key = key;
    if (requests.length > 0) row.followUps = requests;
    if (state.unsent !== undefined) row.unsent = state.unsent;
    if (state.warnings !== undefined) row.warnings = state.warnings;
    if (state.unique !== undefined) row.unique = state.unique;
    return row;
  };

  const finishFollowUps = (states: readonly MappingState[]): FollowUpRequest[] =>
    followUps.flatMap((followUp, index) => {
      const state = states[index];
      if (state === undefined || !followUp.isWanted(state)) return [];
      followUp.finish(state);
      return [{ target: followUp.target, payload: state.payload }];
    });

  const fillFollowUps = (state: MappingState): readonly MappingState[] | Promise<readonly MappingState[]> => {
    const states = followUps.map(() => newMappingState(state.row, []));
    const pending = followUps
      .map((followUp, index) => followUp.fill(states[index]!))
      .filter((one) => one !== undefined);
    return pending.length === 0
      ? collectProblems(state, states)
      : Promise.all(pending).then(() => collectProblems(state, states));
  };

  /** Whichever follow-up request is filled first, problems are reported in the order of the requests. */
  const collectProblems = (state: MappingState, states: readonly MappingState[]): readonly MappingState[] => {
    for (const one of states) {
      if (one.problems.length > 0) state.problems.push(...one.problems);
      one.problems = state.problems;
      if (one.unsent !== undefined) state.unsent = [...(state.unsent ?? []), ...one.unsent];
    }
    return states;
  };

  const addFollowUps = (state: MappingState): MappedRow | Promise<MappedRow> => {
    if (followUps.length === 0) return complete(state, []);
    const states = fillFollowUps(state);
    return states instanceof Promise ? states.then((settled) => complete(state, settled)) : complete(state, states);
  };

  const mapRow = (row: Row, whole: Row): MappedRow | Promise<MappedRow> => {
    const unreadable = row.problems === undefined ? [] : readerProblems(row, parts);
    if (unreadable.length > 0) return { problems: unreadable };
    const state = newMappingState(row, [], whole);
    const pending = parts.fill(state);
    return pending === undefined ? addFollowUps(state) : pending.then(() => addFollowUps(state));
  };

  /** Cells that cannot be read reject a row before it is decided only where the decision needs them. */
  const mapWanted = async (row: Row, whole: Row, { uses, decide }: RowFilter): Promise<MappedRow> => {
    const unreadable = whole.problems === undefined ? [] : readerProblems(whole, { header: parts.header, uses });
    if (unreadable.length > 0) return { problems: unreadable };
    const decided = await decide(whole);
    if (decided === undefined) return mapRow(row, whole);
    return 'leftOut' in decided ? { problems: [], leftOut: decided.leftOut } : { problems: [decided.problem] };
  };

  return {
    ...(parts.keyColumn === undefined ? {} : { keyColumn: parts.keyColumn }),
    ...(parts.keyText === undefined ? {} : { keyText: parts.keyText }),
    ...(parts.uniqueRules.length === 0 ? {} : { uniqueRules: parts.uniqueRules }),
    map:
      where === undefined
        ? (row, whole = row) => mapRow(row, whole)
        : (row, whole = row) => mapWanted(row, whole, where),
  };
}

/** Problems that the reader found. They reject the row, except problems of cells that the mapping does not read. */
function readerProblems(row: Row, { header, uses }: Pick<MapperParts, 'header' | 'uses'>): Problem[] {
  const found = (row.problems ?? []).filter(
    ({ column, ofRow }) => column === undefined || ofRow === true || uses.has(column),
  );
  return found.map(({ code, message, column }) => {
    const name = column === undefined ? undefined : header[column];
    return { code, message, ...(name === undefined ? {} : { column: name }) };
  });
}
