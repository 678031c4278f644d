import type { Fixture } from './fixture.ts';
import { csvFixtures, jsonlFixtures } from './text-fixtures.ts';
import { workbookFixtures } from './workbook-fixtures.ts';

/** Every small file of `test/fixtures/files`, which `node test/files/support/write-fixtures.ts` writes. */
export const fixtures: readonly Fixture[] = [...csvFixtures, ...workbookFixtures, ...jsonlFixtures];
