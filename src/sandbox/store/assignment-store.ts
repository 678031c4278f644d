import type { Journal } from './journal.ts';

/** A customer came to an agent. Time in epoch seconds. */
export interface Assignment {
  readonly time: number;
  readonly customerId: string;
}

/** Assignments of each agent, from the oldest to the newest. */
export class AssignmentStore {
  readonly #journal: Journal;
  readonly #byAgent = new Map<string, Assignment[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  record(agentId: string, assignment: Assignment): void {
    this.restore(agentId, assignment);
    this.#journal.write('assignment', [agentId, assignment]);
  }

  restore(agentId: string, assignment: Assignment): void {
    let assignments = this.#byAgent.get(agentId);
    if (assignments === undefined) {
      assignments = [];
      this.#byAgent.set(agentId, assignments);
    }
    assignments.push(assignment);
  }

  /** Those of an agent from `start` to `end`, both included. */
  between(agentId: string, start: number, end: number): readonly Assignment[] {
    return (this.#byAgent.get(agentId) ?? []).filter(({ time }) => time >= start && time <= end);
  }
}
