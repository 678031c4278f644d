import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { applyPlan } from '../../src/app/change/apply-plan.ts';
import { planFile } from '../../src/app/change/plan-file.ts';
import { type UndoOptions, undoRun } from '../../src/app/change/undo-run.ts';
import { type VerifyOptions, verifyRun } from '../../src/app/change/verify-run.ts';
import { type ImportOptions, importFile } from '../../src/app/import/import-file.ts';
import { openTable } from '../../src/files/index.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { readCsv } from '../import/workspace.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { newFolder } from '../support/run-cli.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

type Customer = Readonly<Record<string, unknown>>;
const UNKNOWN_CUSTOMER = JSON.stringify({ ret_code: '700005', ret_msg: 'The customer does not exist' });

type Given<Options> = Partial<Omit<Options, 'connection'>> & {
  readonly connection?: Readonly<Record<string, unknown>>;
};

/** A sandbox, a folder with a ledger, and the commands that change customers and take that back. */
export class UndoingTenant {
  readonly tenant: SandboxTenant;
  readonly folder = newFolder();
  /** What the commands told people. */
  readonly messages: string[] = [];
  /** The file that was written last. */
  lastFile = '';
  readonly #proxy: Awaited<ReturnType<typeof meddlingProxy>>;
  readonly #hidden: Set<string>;
  #runs = 0;

  private constructor(tenant: SandboxTenant, proxy: Awaited<ReturnType<typeof meddlingProxy>>, hidden: Set<string>) {
    this.tenant = tenant;
    this.#proxy = proxy;
    this.#hidden = hidden;
  }

  static async start(options: SandboxOptions = {}): Promise<UndoingTenant> {
    const tenant = await startTenant({ tokensStay: true, ...options });
    const hidden = new Set<string>();
    const isHidden = (path: string, body: string) =>
      path.endsWith('/user/detail') && hidden.has(String((JSON.parse(body) as Customer)['id']));
    const proxy = await meddlingProxy(tenant.sandbox.url, (path, _, body) =>
      isHidden(path, body) ? { answer: UNKNOWN_CUSTOMER } : undefined,
    );
    return new UndoingTenant(tenant, proxy, hidden);
  }

  get connection() {
    const { appId, appKey } = this.tenant.sandbox;
    return { baseUrl: this.#proxy.url, appId, appKey, home: join(this.folder, 'home') };
  }

  /** Writes a file and its mapping. */
  write(csv: readonly string[], mapping: string): { readonly file: string; readonly mapping: string; out: string } {
    this.#runs += 1;
    const [file, path] = ['csv', 'yaml'].map((ext) => join(this.folder, `in-${this.#runs}.${ext}`)) as [string, string];
    this.lastFile = file;
    writeFileSync(file, `${csv.join('\n')}\n`);
    writeFileSync(path, `version: 1\n${mapping}`);
    return { file, mapping: path, out: join(this.folder, `out-${this.#runs}`) };
  }

  /** Imports rows of columns that are separated by commas. */
  import(csv: readonly string[], mapping: string, options: Given<ImportOptions> = {}) {
    return importFile({ ...this.write(csv, mapping), ...this.#common, agreed: true, ...options } as ImportOptions);
  }

  async planAndApply(csv: readonly string[], mapping: string) {
    const { plan } = await planFile({ ...this.write(csv, mapping), ...this.#common });
    return applyPlan({ plan, ...this.#common, out: this.#newOut() });
  }

  async undo(run: string, options: Given<UndoOptions> = {}) {
    const summary = await undoRun({ run, ...this.#common, out: this.#newOut(), ...options } as UndoOptions);
    return { ...summary, results: readCsv(summary.files.results), errors: readCsv(summary.files.errors) };
  }

  async verify(run: string, options: Given<VerifyOptions> = {}) {
    const summary = await verifyRun({ run, ...this.#common, ...options } as VerifyOptions);
    const sheet = async (name: string) => {
      const lines: Record<string, unknown>[] = [];
      const table = await openTable(summary.files.verify, { sheet: name });
      for await (const rows of table.batches()) {
        for (const { cells } of rows)
          lines.push(Object.fromEntries(table.header.map((column, index) => [column, cells[index]])));
      }
      await table.close();
      return lines;
    };
    return { ...summary, sheet };
  }

  /** All customers by id, as the sandbox stores them: their tags and stages included, times and editors left out. */
  state(): Readonly<Record<string, Customer>> {
    const rows = this.tenant.sandbox.snapshot().customers();
    return Object.fromEntries(rows.map((row) => [String(row['id']), comparable(row)]));
  }

  customer(id: string): Customer {
    return this.state()[id] ?? {};
  }

  get ids(): string[] {
    return this.tenant.sandbox.snapshot().customerIds();
  }

  /** Lets the sandbox answer that these customers do not exist, and no others. */
  hide(...ids: readonly string[]): void {
    this.#hidden.clear();
    for (const id of ids) this.#hidden.add(id);
  }

  /** Edits a customer as another client would. */
  async edit(id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const { nick } = this.customer(id);
    const edit = { id, nick, upset_ex_field_str: 1, ...values };
    await this.tenant.client.call(endpoints.updateCustomer, edit as never);
  }

  call(endpoint: (typeof endpoints)[keyof typeof endpoints], input: Readonly<Record<string, unknown>>) {
    return this.tenant.client.call(endpoint as never, input as never) as Promise<Record<string, unknown>>;
  }

  /** The tags, named with their groups. */
  async tags(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return this.#tagsOf(() => true);
  }

  /** The tags of a group in which each customer has only one. */
  async singleChoiceTags(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return this.#tagsOf(({ is_multiple_choice }) => Number(is_multiple_choice) === 0);
  }

  async #tagsOf(isWanted: (group: Customer) => boolean) {
    const groups = (await this.call(endpoints.listTagGroups, {}))['items'] as readonly Customer[];
    const found = await Promise.all(
      groups.filter(isWanted).map(async ({ id: groupid, name: group }) => {
        const { items } = (await this.call(endpoints.listTags, { groupid })) as { items: readonly Customer[] };
        return items.map(({ id, name }) => ({ id: String(id), name: `${group}/${name}` }));
      }),
    );
    return found.flat();
  }

  /** Who is on the blacklist, how and why. */
  async blacklist(): Promise<readonly Customer[]> {
    const { items } = (await this.call(endpoints.listBlacklist, { page_no: 1, page_size: 100 })) as {
      items: readonly Customer[];
    };
    return items
      .filter(({ is_black }) => Number(is_black) === 1)
      .map(({ user_id, black_type, black_reason }) => ({ user_id, black_type, black_reason }));
  }

  async agents(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    interface Node {
      readonly id: string;
      readonly name: string;
      readonly type: number;
      readonly sub_list: readonly Node[] | null;
    }
    const flat = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...flat(node.sub_list ?? [])]);
    const { items } = (await this.call(endpoints.listAgents, {})) as { items: readonly Node[] };
    return flat(items).filter(({ type }) => type === 2);
  }

  /** How many requests of each kind have succeeded. */
  requests(): Readonly<Record<string, number>> {
    return { ...this.tenant.sandbox.stats().succeeded } as Record<string, number>;
  }

  read(path: string): string {
    return readFileSync(path, 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
    await this.tenant[Symbol.asyncDispose]();
  }

  get #common() {
    return { connection: this.connection, onMessage: (text: string) => void this.messages.push(text) };
  }

  #newOut(): string {
    this.#runs += 1;
    return join(this.folder, `out-${this.#runs}`);
  }
}

/** Members that change with every edit, and the names of the tags, which stand beside their ids. */
const LEFT_OUT: ReadonlySet<string> = new Set(['update_time', 'update_user_id', 'update_user_name', 'fixed_fields']);

function comparable(customer: Customer): Customer {
  const entries = Object.entries(customer).filter(([name, value]) => !LEFT_OUT.has(name) && !isNothing(value));
  const { biz_label, ...members } = Object.fromEntries(entries);
  const tags = biz_label === undefined ? {} : { biz_label: String(biz_label).split(',').sort().join(',') };
  return { ...members, ...tags };
}

/** A member that is blank and one that is missing mean the same. */
function isNothing(value: unknown): boolean {
  return value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
