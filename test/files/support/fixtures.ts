import type { Fixture } from './fixture.ts';
import { csvFixtures, jsonlFixtures } from './text-fixtures.ts';
import { workbookFixtures } from './workbook-fixtures.ts';

/** Every small file of `test/fixtures/files`, which the fixture test writes when it is asked to. */
export const fixtures: readonly Fixture[] = [...csvFixtures, ...workbookFixtures, ...jsonlFixtures];
