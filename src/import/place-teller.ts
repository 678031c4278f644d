import type { RowOutcome } from '../ledger/index.ts';
import { shorten } from '../mapping/refusal.ts';
import type { CellLocator } from './cell-place.ts';
import { storedCellText } from './error-lines.ts';
import type { ImportSource } from './import-job.ts';

/** Rejections that are about the row's key and say nothing of where it stands. */
const KEY_CODES = ['duplicate-key', 'key-in-doubt', 'edited-since-import'];

interface LocatedCell {
  readonly column: string;
  readonly text: string;
  /** The mapped field that the server has named. */
  readonly field?: string;
}

/**
 * Makes the messages of rows that were refused or are in doubt name a cell, as those of rejected rows do: that of the field
 * which the server names, or else that of the key.
 */
export function createOutcomeLocator(
  { table, mapper, mappedColumns = new Map() }: Pick<ImportSource, 'table' | 'mapper' | 'mappedColumns'>,
  placeOf: CellLocator,
): (outcome: RowOutcome) => RowOutcome {
  const { header } = table;
  const keyPlace = mapper.keyColumn === undefined ? -1 : header.indexOf(mapper.keyColumn);

  const cellAt = (place: number, { cells = [] }: RowOutcome): LocatedCell => ({
    column: header[place] ?? '',
    text: storedCellText(cells[place]).trim(),
  });
  const refusedCell = (outcome: RowOutcome): LocatedCell | undefined => {
    // What failed on the way names no field, and a further call has fields of its own.
    if (outcome.state !== 'failed' || !/^\d+$/.test(outcome.code ?? '') || outcome.step) return undefined;
    const named = [...mappedColumns].filter(([name]) => namesField(outcome.message ?? '', name));
    const [[field, places] = ['', []], other] = named;
    const place = places.find((each) => cellAt(each, outcome).text !== '') ?? places[0];
    return place === undefined || other !== undefined ? undefined : { ...cellAt(place, outcome), field };
  };

  return (outcome) => {
    const { state, code = '', message = '', row } = outcome;
    const isOfKey = state === 'rejected' && KEY_CODES.includes(code);
    if (!isOfKey && state !== 'failed' && state !== 'in_doubt') return outcome;
    const keyCell = keyPlace < 0 ? undefined : cellAt(keyPlace, outcome);
    const { column, text, field } = refusedCell(outcome) ?? keyCell ?? NO_CELL;
    if (column === '') return outcome;
    const shown = isOfKey || text === '' ? '' : ` ("${shorten(text)}")`;
    return {
      ...outcome,
      message: `${placeOf(column, row)}${shown}: ${message}`,
      ...(field !== undefined && { field }),
    };
  };
}

const NO_CELL: LocatedCell = { column: '', text: '' };

/** Does a message of the server name a field, as a word of its own? */
function namesField(message: string, field: string): boolean {
  for (let at = message.indexOf(field); at >= 0; at = message.indexOf(field, at + 1)) {
    if (!isOfWord(message[at - 1]) && !isOfWord(message[at + field.length])) return true;
  }
  return false;
}

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
