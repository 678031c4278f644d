import type { ConnectionOptions, Environment } from '../app/connection.ts';
import type { CommandRunner } from '../app/schedule/run-job.ts';

/** A sandbox to practise on, as the page uses it. */
export interface Rehearsal {
  readonly url: string;
  readonly appId: string;
  readonly appKey: string;
  close(): Promise<void>;
}

/** What the page's server gets from the program that starts it. */
export interface PageOptions {
  /** Port to listen on, 0 for a free one. */
  readonly port: number;
  readonly env: Environment;
  readonly connection: ConnectionOptions;
  /** The folder with the page's own files. */
  readonly pageFolder: string;
  /** The version of Node, for the checks of the connection. */
  readonly node: string;
  /** The working folder, for the same. */
  readonly workFolder: string;
  /** Starts a sandbox that is filled with customers. */
  startRehearsal(): Promise<Rehearsal>;
  /** Runs a command of sobot-etl, for the jobs of the schedule. */
  readonly runCommand: CommandRunner;
  /** Flags that such a command gets, so that it uses the same home folder and connection. */
  readonly sharedArgs: readonly string[];
  /** Called with errors that nobody expected; the page shows only that there was one. */
  onUnexpected(error: unknown): void;
}
