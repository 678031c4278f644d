import { createHash } from 'node:crypto';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The body of an answer; its members depend on the call. */
export interface Answer extends Members {
  readonly ret_code: string;
  readonly ret_msg: string;
  readonly action: string;
  readonly data: { readonly userid: string };
  readonly item: Members;
  readonly items: readonly Members[];
  readonly page_count: number;
  readonly total_count: number;
}

/** A custom field in its list. */
export interface FieldRow extends Members {
  readonly field_id: string;
  readonly field_name: string;
  readonly cus_field_data_info_list: readonly Members[];
}

/** A sandbox with a token, called by bare HTTP. */
export interface Session {
  readonly sandbox: Sandbox;
  readonly token: string;
  /** Calls below `/api/scrm/5/`, which return the body. */
  get(path: string, query?: Record<string, string | number>): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** Calls that return the whole response. */
  send(path: string, init?: RequestInit): Promise<Response>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a sandbox and requests a token. */
export async function openSession(options: SandboxOptions = {}): Promise<Session> {
  const sandbox = await startSandbox(options);
  return sessionWith(sandbox, await takeToken(sandbox, options));
}

/** A session with a running sandbox. */
export function sessionWith(sandbox: Sandbox, token: string): Session {
  const headers = { token, language: 'en', 'content-type': 'application/json' };
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${sandbox.url}/api/scrm/5/${path}`, { ...init, headers: { ...headers, ...init.headers } });
  return {
    sandbox,
    token,
    send,
    async get(path, query = {}) {
      const texts = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
      return (await send(`${path}?${new URLSearchParams(Object.fromEntries(texts))}`)).json() as Promise<Answer>;
    },
    async post(path, body) {
      return (await send(path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Answer>;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Requests a token with a correct signature. */
export async function takeToken(
  { url, appId, appKey }: Sandbox,
  { now = Date.now }: SandboxOptions = {},
): Promise<string> {
  const time = String(Math.floor(now() / 1000));
  const sign = createHash('md5').update(`${appId}${time}${appKey}`).digest('hex');
  const response = await fetch(`${url}/api/get_token?appid=${appId}&create_time=${time}&sign=${sign}`);
  return String(((await response.json()) as Answer).item?.['token'] ?? '');
}

/** A clock that stands still until it is moved. */
export function handClock(startMs = Date.parse('2026-03-01T00:00:00Z')): {
  now: () => number;
  pass(seconds: number): void;
} {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    pass(seconds) {
      nowMs += seconds * 1000;
    },
  };
}

/** Creates a customer; returns its id. */
export async function addCustomer(session: Session, members: Members = {}): Promise<string> {
  const answer = await session.post('user/save', { nick: 'Ann', crm_status: 2, ...members });
  if (answer.ret_code !== '000000') throw new Error(JSON.stringify(answer));
  return answer.data.userid;
}

/** A custom field of customers by its name. */
export async function customField(session: Session, name: string): Promise<FieldRow> {
  const { items } = await session.get('custom_field/custom_fieid_info_list');
  return named(items as readonly FieldRow[], 'field_name', name);
}

/** The value of an option by its name. */
export function option(field: FieldRow, name: string): string {
  return String(named(field.cus_field_data_info_list, 'data_name', name)['data_value']);
}

/** The ids of the agents of a name, in the order of the tree. */
export async function agentIds(session: Session, name: string): Promise<string[]> {
  const { items } = await session.get('user/user_list');
  const visit = (nodes: readonly Members[]): string[] =>
    nodes.flatMap((node) => {
      if (node['type'] !== 2) return visit(node['sub_list'] as readonly Members[]);
      return node['name'] === name ? [String(node['id'])] : [];
    });
  return visit(items);
}

/** The id of a tag by group and name. */
export async function tagId(session: Session, groupName: string, name: string): Promise<string> {
  return String(named(await tagsOf(session, await groupId(session, groupName)), 'name', name)['id']);
}

/** The id of a tag group by name. */
export async function groupId(session: Session, name: string): Promise<string> {
  const { items } = await session.get('label_group/list', { page_no: 1, page_size: 100 });
  return String(named(items, 'name', name)['id']);
}

/** The tags of a group. */
export async function tagsOf(session: Session, groupid: string): Promise<readonly Members[]> {
  return (await session.get('label/list', { groupid, page_no: 1, page_size: 100 })).items;
}

function named<Row extends Members>(rows: readonly Row[], member: string, name: string): Row {
  const row = rows.find((each) => each[member] === name);
  if (row === undefined) throw new Error(`nothing is named ${name}`);
  return row;
}
