import type { ResultColumns } from '../import/run-files.ts';

/** What a row has changed of its customer's tags, by their ids. `undefined`: they could not be read, so it is not known. */
export type TagNote = { readonly gained: readonly string[]; readonly lost: readonly string[] } | undefined;

const NOT_KNOWN = 'not known';
const BETWEEN = '; ';

/** As the ledger keeps it of a row that was sent. */
export function writeNote(note: TagNote): string {
  return JSON.stringify(note === undefined ? NOT_KNOWN : [note.gained, note.lost]);
}

/** The columns of `results.csv` that say which tags each row's customer has gained and lost. */
export function tagColumns(nameOf: (id: string) => string): ResultColumns {
  return {
    names: ['_gained', '_lost'],
    cells({ state, code, message }) {
      const isSent = state === 'done' || (state === 'skipped' && code === undefined);
      if (!isSent || message === undefined) return ['', ''];
      const note = JSON.parse(message) as typeof NOT_KNOWN | [string[], string[]];
      if (note === NOT_KNOWN) return [NOT_KNOWN, NOT_KNOWN];
      return note.map((ids) => ids.map(nameOf).join(BETWEEN));
    },
  };
}
