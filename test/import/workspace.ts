import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { newFolder } from '../support/run-cli.ts';

const MAPPINGS = {
  /** Customers that the tenant does not identify by the rows' fields: each request creates a new one. */
  strangers:
    'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  nick: Name\n  partnerid: Id\n  crm_status: { const: 1 }\n',
  /** Customers that the tenant identifies by their docking id: a request may be repeated. */
  known:
    'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  nick: Name\n  partnerid: Id\n  crm_status: { const: 1 }\n',
  enterprises: 'version: 1\ntarget: enterprise\nkey: { column: Id }\nfields:\n  enterprise_name: Name\n',
  /** Records that may be sent again, and cannot be looked up. */
  'tag-groups':
    'version: 1\ntarget: tag-group\nfields:\n  name: Name\n  color_value: { const: "#ff0000" }\n  is_multiple_choice: { const: 1 }\n  label_list: { column: Name, split: ";" }\n',
} as const;

export type Kind = keyof typeof MAPPINGS;

/** A folder with `map.yaml` and an `in.csv` of that many rows. */
export function workspace(kind: Kind, rows: number): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), MAPPINGS[kind]);
  writeRows(
    folder,
    Array.from({ length: rows }, (_, index) => [`K${index}`, nameOf(index)]),
  );
  return folder;
}

/** Writes rows of id and name to `in.csv`. */
export function writeRows(folder: string, rows: readonly (readonly string[])[]): void {
  writeFileSync(join(folder, 'in.csv'), `Id,Name\n${rows.map((row) => `${row.join(',')}\n`).join('')}`);
}

/** A name that no other row's name contains, since the API searches loosely. */
function nameOf(index: number): string {
  return `Person ${String(index).padStart(5, '0')}`;
}

/** A CSV file of a run by its columns. `errors.csv` has the delimiter and line breaks of its input. */
export function readCsv(path: string): Record<string, string>[] {
  const text = readFileSync(path, 'utf8');
  const delimiter = /(.)_row/.exec(text)?.[1] ?? ',';
  return parse(text, { columns: true, bom: true, delimiter });
}
