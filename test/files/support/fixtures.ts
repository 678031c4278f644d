import type { Fixture } from './fixture.ts';
import { CSV_FIXTURES, JSONL_FIXTURES } from './text-fixtures.ts';
import { WORKBOOK_FIXTURES } from './workbook-fixtures.ts';

/** Every small file of `test/fixtures/files`, which the fixture test writes when it is asked to. */
export const FIXTURES: readonly Fixture[] = [...CSV_FIXTURES, ...WORKBOOK_FIXTURES, ...JSONL_FIXTURES];
