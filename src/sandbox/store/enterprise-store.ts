import type { CustomValues } from './customer.ts';
import type { Journal } from './journal.ts';

/** The text parameters of an enterprise, under their wire names. */
export const ENTERPRISE_TEXTS = [
  'enterprise_name',
  'proviceid',
  'provice_name',
  'cityid',
  'city_name',
  'areaid',
  'area_name',
] as const;

export type EnterpriseText = (typeof ENTERPRISE_TEXTS)[number];

export interface Enterprise {
  readonly id: string;
  readonly sequence: number;
  readonly createTime: number;
  readonly texts: Partial<Record<EnterpriseText, string>>;
  readonly domains: readonly string[];
  readonly custom: CustomValues;
}

/** The enterprises. None of their fields is unique: several may have the same name. */
export class EnterpriseStore {
  readonly #journal: Journal;
  readonly #byId = new Map<string, Enterprise>();
  #nextSequence = 1;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get all(): readonly Enterprise[] {
    return [...this.#byId.values()];
  }

  get count(): number {
    return this.#byId.size;
  }

  takeSequence(): number {
    return this.#nextSequence++;
  }

  get(id: string): Enterprise | undefined {
    return this.#byId.get(id);
  }

  add(enterprise: Enterprise): void {
    this.restore(enterprise);
    this.#journal.write('enterprise', enterprise);
  }

  restore(enterprise: Enterprise): void {
    this.#byId.set(enterprise.id, enterprise);
    this.#nextSequence = Math.max(this.#nextSequence, enterprise.sequence + 1);
  }
}
