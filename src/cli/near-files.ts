import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { didYouMean } from '../words/nearest.ts';

const SPREADSHEET_FILE = /\.(csv|tsv|txt|xlsx|jsonl|gz)$/i;

/** ` Did you mean "…"?` with spreadsheets of that folder, or nothing where none has such a name. */
export function nearFiles(path: string): string {
  try {
    const folder = dirname(path);
    const names = readdirSync(folder).filter((name) => SPREADSHEET_FILE.test(name));
    return didYouMean(
      path,
      names.map((name) => (path === basename(path) ? name : join(folder, name))),
    );
  } catch {
    return '';
  }
}
