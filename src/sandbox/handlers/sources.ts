import { itemsAnswer } from '../paging.ts';
import { sources } from '../tenant/code-tables.ts';
import type { Handler } from '../world.ts';

/** Source: "Query Customer Source". */
export const listSources: Handler = (_call, world) => itemsAnswer(sources, world);
