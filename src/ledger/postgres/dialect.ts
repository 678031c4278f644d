import type { SqlDialect } from '../sql.ts';

export const POSTGRES_DIALECT: SqlDialect = {
  name: 'postgres',
  greatest: 'greatest',
  least: 'least',
  orderedJoin: 'JOIN',
  jsonLength: (column) => `json_array_length(${column}::json)`,
  jsonArray: (columns) => `json_build_array(${columns})::text`,
  // The casts tell `statementFor` that these values are lists.
  among: (column, type) => `${column} = ANY(?::${type === 'text' ? 'text' : 'bigint'}[])`,
  indexedBy: () => '',
};
