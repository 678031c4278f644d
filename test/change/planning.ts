import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApplySummary, applyPlan } from '../../src/app/change/apply-plan.ts';
import type { ChangePlanSummary } from '../../src/app/change/change-summary.ts';
import { planFile } from '../../src/app/change/plan-file.ts';
import { cellText, openTable } from '../../src/files/index.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { readAll } from '../files/support/read-all.ts';
import { folderWith, type Imported, importHere } from '../import/in-process.ts';
import { readCsv } from '../import/workspace.ts';
import { type Answer, addCustomer, type Members, type Session, sessionWith, takeToken } from '../sandbox/session.ts';

/** Customers found by docking id, e-mail or telephone. */
export const CUSTOMERS = [
  'version: 1',
  'target: customer',
  'key: partnerid',
  'fields:',
  '  partnerid: Id',
  '  nick: Name',
  '  email: { column: Email, transform: [email] }',
  '  tel: Phone',
  '  remark: Remark',
  '  crm_status: { const: 1 }',
  '',
].join('\n');

/** Customers by their ids. */
export const EDITS = 'version: 1\ntarget: customer-update\nkey: id\nfields: { id: Id, nick: Name, remark: Remark }\n';

type PlanOptions = Partial<Parameters<typeof planFile>[0]>;

/** A row of an apply that ended otherwise than by being sent. */
export interface Applied {
  readonly summary: ApplySummary;
  readonly results: readonly Record<string, string>[];
  readonly errors: readonly Record<string, string>[];
}

/** A tenant with another client, and a folder with `in.csv` and `map.yaml` that is planned, applied and imported in this process. */
export interface Planning {
  readonly sandbox: Session['sandbox'];
  readonly session: Session;
  readonly folder: string;
  readonly connection: Parameters<typeof planFile>[0]['connection'];
  /** Replaces `in.csv`. */
  write(...lines: readonly string[]): void;
  /** The path of a file in the folder. */
  path(name: string): string;
  add(members: Members): Promise<string>;
  detail(id: string): Promise<Members>;
  /** Another client changes a customer. */
  edit(id: string, members: Members): Promise<Answer>;
  plan(options?: PlanOptions): Promise<ChangePlanSummary>;
  apply(plan: string, options?: Partial<Parameters<typeof applyPlan>[0]>): Promise<Applied>;
  import(options?: Parameters<typeof importHere>[2]): Promise<Imported>;
  /** The calls by endpoint that an action makes, without those of the refresh and of lists. */
  callsOf(action: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Calls that do not concern single records. */
const LISTS = ['getToken', 'listCustomers'];

let folders = 0;

/** Starts a sandbox. */
export async function startPlanning(
  mapping: string,
  lines: readonly string[],
  options: SandboxOptions = {},
): Promise<Planning> {
  const sandbox = await startSandbox({ tokensStay: true, ...options });
  const session = sessionWith(sandbox, await takeToken(sandbox));
  const folder = folderWith(lines, mapping);
  const path = (name: string) => join(folder, name);
  const { appId, appKey, url: baseUrl } = sandbox;
  // High enough not to limit the tests.
  const connection = { appId, appKey, baseUrl, home: path('home'), rate: 5000 };
  const succeed = async (answer: Promise<Answer>) => {
    const { ret_code, ret_msg } = await answer;
    if (ret_code !== '000000') throw new Error(ret_msg);
    return answer;
  };
  return {
    sandbox,
    session,
    folder,
    connection,
    path,
    write: (...rows) => writeFileSync(path('in.csv'), `${rows.join('\n')}\n`),
    add: (members) => addCustomer(session, { crm_status: 1, ...members }),
    detail: async (id) => (await session.post('user/detail', { id })).item,
    edit: async (id, members) => {
      const { nick } = (await session.post('user/detail', { id })).item;
      return succeed(session.post(`user/update/${id}`, { nick, upset_ex_field_str: 1, ...members }));
    },
    plan: (more = {}) => {
      folders += 1;
      return planFile({
        file: path('in.csv'),
        mapping: path('map.yaml'),
        out: path(`plan-${folders}`),
        connection,
        ...more,
      });
    },
    async apply(plan, more = {}) {
      folders += 1;
      const summary = await applyPlan({ plan, out: path(`apply-${folders}`), connection, agreed: true, ...more });
      return { summary, results: readCsv(summary.files.results), errors: readCsv(summary.files.errors) };
    },
    import: (more) => importHere(folder, sandbox, { ...more, connection: { rate: 5000, ...more?.connection } }),
    async callsOf(action) {
      const before = sandbox.stats().byEndpoint as Readonly<Record<string, number>>;
      await action();
      const after = sandbox.stats().byEndpoint as Readonly<Record<string, number>>;
      const made = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
      return Object.fromEntries(made.filter(([name, count]) => count > 0 && !LISTS.includes(name)));
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** The lines of a sheet of a workbook, by column. */
export async function sheetOf(path: string, sheet: string): Promise<Record<string, string>[]> {
  const { header, rows } = await readAll(await openTable(path, { sheet }));
  return rows.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cellText(cells[at])])));
}
