import type { Ledger, StoredRun } from '../../src/ledger/index.ts';

let made = 0;

/** A run in a ledger, without a particular file. */
export function newRun(
  ledger: Ledger,
  changes: Partial<Parameters<Ledger['runs']['create']>[0]> = {},
): Promise<StoredRun> {
  made += 1;
  return ledger.runs.create({
    id: `run-${made}`,
    command: 'import',
    target: 'customer',
    keyField: 'partnerid',
    scope: 'tenant',
    input: '/in.csv',
    inputBytes: 1,
    inputSha256: 'abc',
    mapping: '/map.yaml',
    mappingText: 'version: 1',
    settings: {},
    outDir: '/runs/1',
    startedAt: 1000,
    ...changes,
  });
}
