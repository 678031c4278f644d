/** `type` of an entry in the tree of departments and agents. */
export const agentNodeType = { department: 1, agent: 2 } as const;

/** `manager` (`manager_flag` in the example) of an agent. */
export const managerFlag = { admin: 1, agent: 2 } as const;
