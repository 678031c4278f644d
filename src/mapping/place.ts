/** Where something stands in a mapping file; counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}
