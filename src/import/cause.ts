/** One reason for which rows did not succeed, with the first row that shows it. */
export interface Cause {
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  count: number;
}
