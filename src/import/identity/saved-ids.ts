import { KeyIndex } from '../key-index.ts';
import type { RowIdentities } from './row-identities.ts';

/** Remembers which row got which customer id, in 12 bytes each. */
export class SavedIds {
  readonly #owners = new KeyIndex();
  readonly #identities: RowIdentities | undefined;

  constructor(identities: RowIdentities | undefined) {
    this.#identities = identities;
  }

  /** Notes the id that a row got; answers another row that has it, if that is of another key. */
  note(id: string, row: number, key: string | undefined): number | undefined {
    const own = this.#identities?.of(row, key) ?? row;
    const owner = this.#owners.claim(id, row);
    if (owner === row) return undefined;
    return (this.#identities?.ofRow(owner) ?? owner) === own ? undefined : owner;
  }

  /** Is it the id of a row other than this one? */
  isOfOther(id: string, row: number): boolean {
    const owner = this.#owners.get(id);
    return owner !== undefined && owner !== row;
  }
}
