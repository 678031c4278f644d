import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { listAnswer, optionalInteger, optionalText, wireInteger, wireList, wireText } from '../wire.ts';

/** A department (`type` 1) or an agent (`type` 2). The table calls the admin mark `manager`, the example `manager_flag`. */
export interface AgentNode {
  id: string;
  name?: string | null | undefined;
  image?: string | null | undefined;
  /** Department ids from the company down, joined by `|`. */
  path?: string | null | undefined;
  type: number;
  manager?: number | null | undefined;
  manager_flag?: number | null | undefined;
  sub_list: AgentNode[];
  [member: string]: unknown;
}

const agentNode: z.ZodType<AgentNode> = z.looseObject({
  id: wireText,
  name: optionalText,
  image: optionalText,
  path: optionalText,
  type: wireInteger,
  manager: optionalInteger,
  manager_flag: optionalInteger,
  sub_list: z.lazy(() => wireList(agentNode)),
});

/** A tree: agents are in the `sub_list` of their department. */
export const listAgents = defineEndpoint({
  name: 'user/user_list',
  title: 'Query Agent List',
  summary: 'Lists departments and their agents as a tree.',
  method: 'GET',
  path: '/api/scrm/5/user/user_list',
  request: z.strictObject({}),
  answer: listAnswer(agentNode),
  repeatable: true,
});
