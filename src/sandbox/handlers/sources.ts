import { listPayload } from '../paging.ts';
import { SOURCES } from '../tenant/code-tables.ts';
import type { Handler } from '../world.ts';

/** Source: "Query Customer Source". */
export const handleListSources: Handler = (_call, world) => listPayload(SOURCES, world);
