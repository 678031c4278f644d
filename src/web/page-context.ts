import type { AnyConnection, ConnectionOptions } from '../app/connection.ts';
import { type LedgerLocation, ledgerSettings } from '../app/open-ledger.ts';
import { homeFolder } from '../app/settings.ts';
import { PageChecks } from './checks.ts';
import { FailedRows } from './failed-rows.ts';
import { JobManager } from './jobs/job-manager.ts';
import type { PageOptions, Rehearsal } from './page-options.ts';
import type { PageScope } from './page-scope.ts';
import { PagePlans } from './plans.ts';

/** How long a call is tried that somebody waits for. */
const PROMPT = { maxAttempts: 3, outagePatienceMs: 4000 };

/** What the page works with: one home folder, and the connection that is chosen at the time. */
export class PageContext implements PageScope {
  readonly options: PageOptions;
  readonly home: string;
  readonly jobs: JobManager;
  /** Aborted when the server closes: jobs of the schedule stop so that they can be resumed. */
  readonly closing = new AbortController();
  readonly checks: PageChecks;
  readonly failedRows: FailedRows;
  readonly plans: PagePlans;
  #profile: string | undefined;
  #rehearsal: Rehearsal | undefined;
  #starting: Promise<Rehearsal> | undefined;

  constructor(options: PageOptions) {
    this.options = options;
    this.home = homeFolder(options.connection.home, options.env);
    this.jobs = new JobManager(options.onUnexpected);
    this.checks = new PageChecks(this);
    this.failedRows = new FailedRows(this);
    this.plans = new PagePlans(this);
    this.#profile = options.connection.profile;
  }

  /** The connection of calls that begin now: that of the sandbox while rehearsing. */
  get connection(): AnyConnection {
    const rehearsal = this.#rehearsal;
    if (rehearsal === undefined) return { ...this.connectionOptions, env: this.options.env };
    const { profile: _, baseUrl: __, ...others } = this.options.connection;
    const { url: baseUrl, appId, appKey } = rehearsal;
    return { ...others, ...ledgerSettings(this.ledger), baseUrl, appId, appKey };
  }

  /** The same for calls that somebody waits for in the page: they say soon that the CRM does not answer. */
  get promptConnection(): AnyConnection {
    return { ...this.connection, ...PROMPT };
  }

  /** The same without credentials, and never the sandbox's. */
  get connectionOptions(): ConnectionOptions {
    const { profile: _, ...others } = this.options.connection;
    return { ...others, home: this.home, ...(this.#profile !== undefined && { profile: this.#profile }) };
  }

  /** The ledger of the jobs, also while rehearsing. */
  get ledger(): LedgerLocation {
    const { ledger } = this.options.connection;
    return { home: this.home, ledger, profile: this.#profile, env: this.options.env };
  }

  get profile(): string | undefined {
    return this.#profile;
  }

  /** Flags for another process of sobot-etl that is to use the same home folder and profile. */
  get sharedArgs(): readonly string[] {
    const { sharedArgs } = this.options;
    const at = sharedArgs.indexOf('--profile');
    const others = at < 0 ? sharedArgs : sharedArgs.toSpliced(at, 2);
    return this.#profile === undefined ? others : ['--profile', this.#profile, ...others];
  }

  useProfile(name: string): void {
    this.#profile = name;
    this.#forgetTenant();
  }

  get isRehearsing(): boolean {
    return this.#rehearsal !== undefined;
  }

  /** Starts the sandbox, unless it runs already. */
  async rehearse(): Promise<void> {
    this.#starting ??= this.options.startRehearsal();
    try {
      this.#rehearsal = await this.#starting;
      this.#forgetTenant();
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  /** Stops the sandbox: what was sent to it is gone. */
  async endRehearsal(): Promise<void> {
    const rehearsal = this.#rehearsal;
    this.#starting = undefined;
    this.#rehearsal = undefined;
    if (rehearsal === undefined) return;
    this.#forgetTenant();
    await rehearsal.close();
  }

  /** What was read from another tenant says nothing about this one. */
  #forgetTenant(): void {
    this.plans.forget();
    void this.failedRows.close();
  }
}
