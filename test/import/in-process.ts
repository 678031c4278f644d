import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportOptions, importFile } from '../../src/app/import/import-file.ts';
import type { ImportSummary } from '../../src/import/summary.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { readCsv } from './workspace.ts';

export interface Imported {
  readonly summary: ImportSummary;
  readonly results: readonly Record<string, string>[];
  readonly errors: readonly Record<string, string>[];
}

/** A folder with `in.csv` and `map.yaml`. */
export function folderWith(csv: readonly string[], mapping: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), mapping);
  writeFileSync(join(folder, 'in.csv'), `${csv.join('\n')}\n`);
  return folder;
}

let runs = 0;

/** Imports a folder's `in.csv` in this process: like the command, in a tenth of the time. The ledger is in the folder. */
export async function importHere(
  folder: string,
  { appId, appKey, url }: Pick<Sandbox, 'appId' | 'appKey' | 'url'>,
  {
    connection,
    ...options
  }: Partial<Omit<ImportOptions, 'connection'>> & {
    readonly connection?: Partial<ImportOptions['connection']>;
  } = {},
): Promise<Imported> {
  runs += 1;
  const summary = await importFile({
    file: join(folder, 'in.csv'),
    mapping: join(folder, 'map.yaml'),
    out: join(folder, `out-${runs}`),
    connection: { appId, appKey, baseUrl: url, home: join(folder, 'home'), ...connection },
    ...options,
  });
  return { summary, results: readCsv(summary.files.results), errors: readCsv(summary.files.errors) };
}
