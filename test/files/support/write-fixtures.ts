import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fixtures } from './fixtures.ts';

const folder = fileURLToPath(new URL('../../fixtures/files/', import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// No line break may be changed on the way to another machine.
writeFileSync(`${folder}.gitattributes`, '* -text\n');
for (const { name, bytes } of fixtures) writeFileSync(folder + name, bytes);
