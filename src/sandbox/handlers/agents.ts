import { listPayload } from '../paging.ts';
import type { Handler } from '../world.ts';

/** The tree of departments and agents. Source: "Query Agent List". */
export const handleListAgents: Handler = (_call, world) => listPayload(world.tenant.departments, world);
