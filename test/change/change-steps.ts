import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { planFile } from '../../src/app/change/plan-file.ts';
import { withLedger } from '../../src/app/open-ledger.ts';
import { resumeRun } from '../../src/app/resume-run.ts';
import type { Ledger, RowChange, StoredRun } from '../../src/ledger/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { editAtRandom } from './random-edits.ts';
import type { Tenancy } from './random-tenancy.ts';
import { stateOf, type TenantState } from './tenant-state.ts';

const WRITES = [
  'saveCustomer',
  'updateCustomer',
  'tagCustomer',
  'setStage',
  'addToBlacklist',
  'removeFromBlacklist',
] as const;

/** How many requests have changed customers. */
export function writesOf(sandbox: Sandbox): number {
  const { succeeded } = sandbox.stats();
  return WRITES.reduce((sum, name) => sum + (succeeded[name] ?? 0), 0);
}

/** What is done with a random tenancy. */
export class Steps {
  readonly tenancy: Tenancy;
  readonly connection;
  /** Writes of the other client. */
  readonly ownWrites: number;
  #plans = 0;

  constructor(tenancy: Tenancy) {
    const { sandbox, folder } = tenancy;
    this.tenancy = tenancy;
    this.connection = {
      baseUrl: sandbox.url,
      appId: sandbox.appId,
      appKey: sandbox.appKey,
      home: join(folder, 'home'),
    };
    this.ownWrites = writesOf(sandbox);
  }

  path(name: string): string {
    return join(this.tenancy.folder, name);
  }

  state(): TenantState {
    return stateOf(this.tenancy.sandbox, this.tenancy.tenant.definitions);
  }

  plan() {
    this.#plans += 1;
    const [file, mapping] = [this.path('in.csv'), this.path('map.yaml')];
    return planFile({ file, mapping, connection: this.connection, out: this.path(`plan-${this.#plans}`) });
  }

  /** Edits customers as another client, and creates one that the file has, too. */
  async edit(): Promise<void> {
    const { client, pick, tenant, file } = this.tenancy;
    await editAtRandom(client, pick, { tenant, state: this.state(), share: 0.25 });
    const created = file.rows.flatMap(({ expected }) => (expected.kind === 'create' ? [expected.after] : []));
    const [one] = pick.some(created, 0.3);
    const field = tenant.identifiedBy.find((each) => one?.[each] !== undefined);
    if (one === undefined || field === undefined) return;
    await client.call(endpoints.saveCustomer, { nick: 'Somebody', crm_status: 1, [field]: one[field] });
  }

  /** Writes no into some lines of a plan, and removes others; returns what is left out as `row field`. */
  async leaveOut(plan: string): Promise<ReadonlySet<string>> {
    const { pick } = this.tenancy;
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(plan);
    const left = new Set<string>();
    for (const name of ['Changes', 'New']) {
      const sheet = workbook.getWorksheet(name);
      const header = sheet?.getRow(1).values as string[];
      const [rowAt, fieldAt, applyAt] = ['Row', '_field', '_apply'].map((column) => header.indexOf(column));
      sheet?.eachRow((row, number) => {
        if (number === 1 || !pick.chance(0.15)) return;
        left.add(`${row.getCell(rowAt ?? 0).text} ${name === 'New' ? '' : row.getCell(fieldAt ?? 0).text}`);
        row.getCell(applyAt ?? 0).value = 'no';
      });
    }
    await workbook.xlsx.writeFile(plan);
    return left;
  }

  /** Runs a command here, or in a process that is killed at some request, and resumed; returns the run's id. */
  async run(
    args: readonly string[],
    isKilled: boolean,
    here: (connection: Steps['connection']) => Promise<{ readonly run: string }>,
  ): Promise<string> {
    const { sandbox, folder, pick } = this.tenancy;
    if (!isKilled) return (await here(this.connection)).run;
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli([...args, '--yes', '--out', this.path(args[0] ?? '')], { cwd: folder, env });
    const writes = writesOf(sandbox) + pick.between(0, 20);
    let isOver = false;
    const ended = done.finally(() => {
      isOver = true;
    });
    await until(() => isOver || writesOf(sandbox) > writes);
    child.kill('SIGKILL');
    const { signal, stderr } = await ended;
    const run = await this.#newest(args[0] ?? '');
    if (signal === null) {
      if (run === undefined) throw new Error(stderr);
      return run;
    }
    return (await resumeRun({ connection: this.connection, run })).run;
  }

  #newest(command: string): Promise<string | undefined> {
    return this.#withLedger(async (ledger) => (await ledger.runs.list(20)).find((run) => run.command === command)?.id);
  }

  changes(run: string): Promise<ReadonlyMap<number, RowChange>> {
    return this.#withRun(run, async (ledger, stored) => {
      const changes = await Array.fromAsync(ledger.changes(stored).all());
      return new Map(changes.map(({ row, change }) => [row, change]));
    });
  }

  outcomes(run: string) {
    const numbers = this.tenancy.file.rows.map(({ number }) => number);
    return this.#withRun(run, (ledger, stored) => ledger.outcomes(stored, numbers));
  }

  async tagNamed(group: string, tag: string): Promise<string> {
    const { client } = this.tenancy;
    const page = { page_no: 1, page_size: 100 };
    const { items: groups } = await client.call(endpoints.listTagGroups, page);
    const groupid = groups.find(({ name }) => name === group)?.['id'];
    if (groupid === undefined) return '';
    const { items } = await client.call(endpoints.listTags, { ...page, groupid: String(groupid) });
    return String(items.find(({ name }) => name === tag)?.['id'] ?? '');
  }

  #withRun<Result>(run: string, work: (ledger: Ledger, stored: StoredRun) => Promise<Result>): Promise<Result> {
    return this.#withLedger(async (ledger) => {
      const stored = await ledger.runs.find(run);
      if (stored === undefined) throw new Error(`there is no run ${run}`);
      return work(ledger, stored);
    });
  }

  #withLedger<Result>(work: (ledger: Ledger) => Promise<Result>): Promise<Result> {
    return withLedger({ ...this.connection, ledger: undefined }, work);
  }
}
