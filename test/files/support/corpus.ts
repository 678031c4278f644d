import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { available } from './outside-tools.ts';

/** The folder of test files from elsewhere, beside the project, if it is there. */
export function corpusFolder(name: string): string | undefined {
  const folder = fileURLToPath(new URL(`../../../../shared/corpus/${name}`, import.meta.url));
  return available(`the corpus of ${name} files`, () => existsSync(folder)) ? folder : undefined;
}
