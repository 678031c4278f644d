import { enLists } from './lists.ts';
import { enRuns } from './runs.ts';
import { enSettings } from './settings.ts';

/** Texts of the sections other than Import. */
export const enOther = { ...enLists, ...enSettings, runs: enRuns };
