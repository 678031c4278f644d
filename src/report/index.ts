export type { ReportInput } from './report-input.ts';
