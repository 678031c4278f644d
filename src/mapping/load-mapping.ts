import { readFile } from 'node:fs/promises';
import type { LoadedMapping } from './loaded-mapping.ts';
import { MappingError } from './mapping-error.ts';
import { parseMapping } from './parse-mapping.ts';

const SPREADSHEET = /\.(csv|tsv|xlsx?|ods|jsonl)(\.gz)?$/i;
const HOW_TO_MAKE =
  'A mapping says which column becomes which field; to have one made: sobot-etl map <spreadsheet> -o mapping.yaml';

/**
 * Reads a mapping file and checks all that can be checked without a spreadsheet and a tenant.
 * @throws MappingError that holds everything that is wrong, or that the file cannot be read.
 */
export async function loadMapping(path: string): Promise<LoadedMapping> {
  if (SPREADSHEET.test(path)) {
    throw unreadable(path, `This is a spreadsheet, and a mapping is a YAML file. ${HOW_TO_MAKE}`);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(
      path,
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `There is no such file. ${HOW_TO_MAKE}`
        : `${(error as Error).message}.`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(path, 'It is not UTF-8 text: save it as UTF-8.');
  }
  return parseMapping(text, path);
}

function unreadable(path: string, reason: string): MappingError {
  return new MappingError(path, '', [{ code: 'unreadable', message: reason, position: { line: 1, column: 1 } }]);
}
