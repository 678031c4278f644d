import type { Row } from '../files/index.ts';
import type { KnownRow } from '../ledger/index.ts';
import type { MappedRow } from '../mapping/index.ts';
import type { IdentifiedRow } from './identity/identity-hashes.ts';

/** A row that was read; `mapped` is missing if an earlier process completed it. */
export interface SourceRow {
  readonly row: Row;
  readonly before: KnownRow | undefined;
  readonly mapped: MappedRow | undefined;
  /** What is known about its identity: from a worker thread, or since the ledger was asked about it. */
  identified?: IdentifiedRow | undefined;
}
