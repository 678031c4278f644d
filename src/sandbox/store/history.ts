import type { Customer } from './customer.ts';
import type { Journal } from './journal.ts';

/** A field that a behavior changed. */
export interface FieldChange {
  readonly field: string;
  readonly value: unknown;
  readonly oldValue: unknown;
}

/** An event in the history of a customer. */
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

/** The behaviors of each customer, in chronological order. */
export class BehaviorStore {
  readonly #journal: Journal;
  readonly #byCustomer = new Map<string, Behavior[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  record(customer: Customer, behavior: Behavior): void {
    this.#history(customer).push(behavior);
    this.#journal.write('behavior', [customer.id, behavior]);
  }

  /** Records the creation of a generated customer before it changes, since that contains its original values. */
  ensureHistory(customer: Customer): void {
    if (customer.generated) this.#history(customer);
  }

  of(customer: Customer): readonly Behavior[] {
    return this.#history(customer);
  }

  /** All behaviors of a type with their customers' ids, grouped by customer. */
  ofType(type: Behavior['type']): (readonly [customerId: string, behavior: Behavior])[] {
    return [...this.#byCustomer].flatMap(([id, behaviors]) =>
      behaviors.filter((behavior) => behavior.type === type).map((behavior) => [id, behavior] as const),
    );
  }

  /** Restores a stored behavior; to be called in the original order. */
  restore(customer: Customer, behavior: Behavior): void {
    this.#history(customer).push(behavior);
  }

  forget(customerId: string): void {
    this.#byCustomer.delete(customerId);
  }

  /** The behaviors of a customer. Those of a generated customer begin with its creation and stage, which are added on first access. */
  #history(customer: Customer): Behavior[] {
    const known = this.#byCustomer.get(customer.id);
    if (known !== undefined) return known;
    const history: Behavior[] = customer.generated ? [creationOf(customer), ...stageOf(customer)] : [];
    this.#byCustomer.set(customer.id, history);
    return history;
  }
}

/** The behavior of a customer's creation. */
export function creationOf(customer: Customer): Behavior {
  return { type: 'user_create', timeMs: customer.createTime * 1000, changes: fieldsOf(customer) };
}

/** The behavior that gave a generated customer its stage. */
function stageOf({ createTime, stage }: Customer): Behavior[] {
  if (stage === null) return [];
  const content = { stageType: String(stage.type), stageId: stage.id, stageName: stage.name, oldStageName: null };
  return [{ type: 'user_stage_update', timeMs: createTime * 1000, content }];
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

/** The assignment of a customer to an agent. Time in epoch seconds. */
export interface Assignment {
  readonly time: number;
  readonly customerId: string;
}

/** The assignments of each agent, from the oldest to the newest. */
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

  /** The assignments of an agent from `start` to `end`, both inclusive. */
  between(agentId: string, start: number, end: number): readonly Assignment[] {
    return (this.#byAgent.get(agentId) ?? []).filter(({ time }) => time >= start && time <= end);
  }
}
