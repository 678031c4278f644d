import { itemsAnswer } from '../paging.ts';
import type { Handler } from '../world.ts';

/** The tree of departments and agents. Source: "Query Agent List". */
export const listAgents: Handler = (_call, world) => itemsAnswer(world.tenant.departments, world);
