import type { MappedRow } from '../mapping/mapped-row.ts';
import type { RowMapper } from '../mapping/row-mapper.ts';

/** A customer without any tag to add or to take off is no fault of the file: nothing is to be done for it. */
export function allowBlankRows<Mapper extends RowMapper>(mapper: Mapper): Mapper {
  const allow = (mapped: MappedRow): MappedRow => {
    const [problem, second] = mapped.problems;
    const isBlank = problem?.code === 'required' && problem.field === 'add_tag' && second === undefined;
    return isBlank ? { ...mapped, payload: {}, problems: [] } : mapped;
  };
  return {
    ...mapper,
    map(row) {
      const mapped = mapper.map(row);
      return mapped instanceof Promise ? mapped.then(allow) : allow(mapped);
    },
  };
}
