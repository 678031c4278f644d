import type { Customer } from './customer.ts';
import type { Journal } from './journal.ts';

/** A field that a behavior changed. */
export interface FieldChange {
  readonly field: string;
  readonly value: unknown;
  readonly oldValue: unknown;
}

/** Something that happened to a customer. */
export interface Behavior {
  readonly type:
    | 'user_create'
    | 'user_update'
    | 'user_stage_update'
    | 'user_follow_record'
    | 'user_assign'
    | 'user_recycle'
    | 'user_label_update'
    | 'user_black_add'
    | 'user_black_remove';
  readonly timeMs: number;
  readonly changes?: readonly FieldChange[];
  /** Members of `biz_content` that only this type has. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** What happened to each customer, in the order in which it happened. */
export class BehaviorStore {
  readonly #journal: Journal;
  readonly #byCustomer = new Map<string, Behavior[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  record(customer: Customer, behavior: Behavior): void {
    this.#past(customer).push(behavior);
    this.#journal.write('behavior', [customer.id, behavior]);
  }

  /** Makes sure of the past before the customer changes, since that tells what it looked like. */
  ensureHistory(customer: Customer): void {
    if (customer.generated) this.#past(customer);
  }

  of(customer: Customer): readonly Behavior[] {
    return this.#past(customer);
  }

  /** All of a type, with their customers' ids, customer by customer. */
  ofType(type: Behavior['type']): (readonly [customerId: string, behavior: Behavior])[] {
    return [...this.#byCustomer].flatMap(([id, past]) =>
      past.filter((behavior) => behavior.type === type).map((behavior) => [id, behavior] as const),
    );
  }

  /** Takes one that was kept from before, in the order in which they were recorded. */
  restore(customer: Customer, behavior: Behavior): void {
    this.#past(customer).push(behavior);
  }

  forget(customerId: string): void {
    this.#byCustomer.delete(customerId);
  }

  /** A generated customer has no past until it changes or somebody asks: it is then given its creation. */
  #past(customer: Customer): Behavior[] {
    const known = this.#byCustomer.get(customer.id);
    if (known !== undefined) return known;
    const past: Behavior[] = customer.generated ? [creationOf(customer)] : [];
    this.#byCustomer.set(customer.id, past);
    return past;
  }
}

/** The behavior that a customer's creation leaves. */
export function creationOf(customer: Customer): Behavior {
  return { type: 'user_create', timeMs: customer.createTime * 1000, changes: fieldsOf(customer) };
}

function fieldsOf({ texts, sex, source }: Customer): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [field, value] of Object.entries(texts)) {
    if (value !== '') changes.push({ field, value, oldValue: null });
  }
  if (sex !== null) changes.push({ field: 'sex', value: sex, oldValue: null });
  changes.push({ field: 'source', value: source, oldValue: null });
  return changes;
}

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
