import type { ContractFinding } from './contract-findings.ts';

/** What was found about one call of the API. */
export interface EndpointFindings {
  /** Its path below `/api/scrm/5/`. */
  readonly endpoint: string;
  /** `no-record`: nothing was there to ask about. `not-asked`: the check ended before. */
  readonly status: 'as-expected' | 'different' | 'no-record' | 'not-asked';
  readonly calls: number;
  /** Rows that were looked at. */
  readonly rows: number;
  readonly findings: readonly ContractFinding[];
  /** The parameter for which there was no record. */
  readonly missing?: string;
}

/** What the answers of the API to calls that only read have shown. It holds names and types, never a value of a record. */
export interface ContractReport {
  /** `not-asked`: the server did not answer, or refused the credentials, before the end. */
  readonly status: 'as-expected' | 'different' | 'not-asked';
  /** Why not all could be asked. */
  readonly reason?: string;
  readonly version: string;
  /** The host of the API. */
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly asked_at: string;
  readonly calls: number;
  readonly endpoints: readonly EndpointFindings[];
}
