import { statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { programVersion } from '../words/index.ts';

/** Who works with the ledger: the user of the operating system, the machine, and the version of sobot-etl. */
export interface Operator {
  readonly user: string;
  readonly host: string;
  readonly version: string;
}

/** The operator of this process. `path`: a file of its own, for a user who has no name, as in some containers. */
export function currentOperator(path: string): Operator {
  return { user: userName(path), host: hostname(), version: programVersion() };
}

function userName(path: string): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${statSync(path).uid}`;
  }
}
