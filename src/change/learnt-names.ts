import { LRUCache } from 'lru-cache';
import { CHANGE_POLICY } from './policy.ts';
import { NAME_FIELDS, RECORD_FIELDS } from './record-fields.ts';

/** The names of cities, enterprises and so on, whose lists are too long to be read, as rows and records tell them beside the ids. */
export class LearntNames {
  readonly #names = new LRUCache<string, string>({ max: CHANGE_POLICY.maxLearntNames });

  nameOf(lookup: string, id: string): string | undefined {
    return this.#names.get(keyOf(lookup, id));
  }

  /** Learns from the values of a row or a record, by wire name. */
  learn(valueIn: (field: string) => unknown): void {
    for (const [nameField, idField] of NAME_FIELDS) {
      const lookup = RECORD_FIELDS.get(idField)?.lookup;
      const [id, name] = [valueIn(idField), valueIn(nameField)];
      if (lookup === undefined || typeof id !== 'string' || typeof name !== 'string' || id === '' || name === '')
        continue;
      this.#names.set(keyOf(lookup, id), name);
    }
  }
}

function keyOf(lookup: string, id: string): string {
  return `${lookup} ${id}`;
}
