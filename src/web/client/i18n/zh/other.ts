import { zhLists } from './lists.ts';
import { zhRuns } from './runs.ts';
import { zhSettings } from './settings.ts';

/** Texts of the sections other than Import. */
export const zhOther = { ...zhLists, ...zhSettings, runs: zhRuns };
