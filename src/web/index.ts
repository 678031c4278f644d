export type { PageOptions, Rehearsal } from './page-options.ts';
export { type RunningPage, startPage } from './start-page.ts';
