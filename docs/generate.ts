import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.ts';

// `npm run docs`: writes every file that is made from a table.
for (const { path, render } of generatedFiles)
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), render());
