import { endpoints } from '../../api/endpoints/index.ts';
import { type Endpoint, SobotError } from '../../api/index.ts';
import type { Clock } from '../../resilience/index.ts';
import { streams } from '../../streams/index.ts';
import { durationText, t } from '../../words/index.ts';
import type { Session } from '../session.ts';
import { callInputs, KnownRecords } from './call-inputs.ts';
import { type ContractFinding, contractFinding } from './contract-findings.ts';
import type { EndpointFindings } from './contract-report.ts';
import { probeAnswer, probeStreamRows } from './probe-answer.ts';
import { probeFilters } from './probe-filters.ts';
import { PAGE_SIZE, type ProbedList, probePaging } from './probe-paging.ts';
import { type Asked, CannotAsk, ReadOnlyCaller, refusalText } from './read-only-caller.ts';

/** The clock may be off by so much before it is reported. */
const MAX_SKEW_MS = 60_000;

/** One check of a tenant: asks for each list and record in an order in which every call has what it needs. */
export class ContractCheck {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #caller: ReadOnlyCaller;
  readonly #onEndpoint: ((endpoint: string) => void) | undefined;
  readonly #records = new KnownRecords(streams.values());
  readonly #findings = new Map<string, EndpointFindings>();
  #tokenCalls = 0;

  constructor(session: Session, clock: Clock, maxCalls: number, onEndpoint?: (endpoint: string) => void) {
    this.#session = session;
    this.#clock = clock;
    this.#caller = new ReadOnlyCaller(session.dispatcher, maxCalls);
    this.#onEndpoint = onEndpoint;
  }

  get calls(): number {
    return this.#caller.calls + this.#tokenCalls;
  }

  get findings(): readonly EndpointFindings[] {
    return [...this.#findings.values()];
  }

  /** Asks all; returns why it could not, if so. */
  async run(all: readonly Endpoint[], tokenAnswer: () => Record<string, unknown>): Promise<string | undefined> {
    for (const { name } of all) this.#keep(name, 'not-asked');
    try {
      await this.#inspectToken(tokenAnswer);
      await this.#inspectAll(all.filter(({ name }) => name !== endpoints.getToken.name));
      return undefined;
    } catch (error) {
      if (error instanceof CannotAsk) return error.message;
      throw error;
    }
  }

  #keep(endpoint: string, status: EndpointFindings['status'], more: Partial<EndpointFindings> = {}): void {
    this.#findings.set(endpoint, { endpoint, status, calls: 0, rows: 0, findings: [], ...more });
  }

  /** Every other call needs the token, and its answer shows the server's clock. */
  async #inspectToken(answer: () => Record<string, unknown>): Promise<void> {
    const { getToken } = endpoints;
    this.#onEndpoint?.(getToken.name);
    this.#tokenCalls = 1;
    try {
      await this.#session.client.authenticate();
    } catch (error) {
      if (!(error instanceof SobotError)) throw error;
      const found = refusalText(error.code);
      const isRead = Object.keys(answer()).length > 0;
      const findings = isRead ? probeAnswer(getToken, answer(), []) : [contractFinding('call-refused', { found })];
      this.#keep(getToken.name, 'different', { calls: 1, findings });
      throw new CannotAsk(t`no token: ${found}`, { cause: error });
    }
    this.#conclude(getToken, 1, 0, [...probeAnswer(getToken, answer(), []), ...this.#clockFindings()]);
  }

  #clockFindings(): ContractFinding[] {
    const serverMs = this.#session.client.serverNow();
    if (serverMs === undefined) return [contractFinding('no-clock')];
    const aheadMs = this.#clock.now() - serverMs;
    if (Math.abs(aheadMs) < MAX_SKEW_MS) return [];
    const off = durationText(Math.abs(aheadMs));
    const found = aheadMs > 0 ? t`${off} ahead of the server’s` : t`${off} behind the server’s`;
    return [contractFinding('clock', { found })];
  }

  /** Asks in rounds: calls that need a record wait for the list that has it. */
  async #inspectAll(all: readonly Endpoint[]): Promise<void> {
    const waiting = new Map(all.map((endpoint) => [endpoint, '']));
    for (let isProgress = true; isProgress; ) {
      isProgress = false;
      for (const endpoint of waiting.keys()) {
        const { nowSeconds } = this;
        const { language } = this.#session.settings;
        const inputs = callInputs(endpoint, this.#records, { nowSeconds, language });
        if (inputs.is === 'not-read-yet') {
          waiting.set(endpoint, inputs.parameter);
          continue;
        }
        waiting.delete(endpoint);
        isProgress = true;
        if (inputs.is === 'ready') await this.#inspect(endpoint, inputs.inputs);
        else this.#keep(endpoint.name, 'no-record', { missing: inputs.parameter });
      }
    }
    for (const [{ name }, missing] of waiting) this.#keep(name, 'no-record', { missing });
  }

  get nowSeconds(): number {
    return Math.floor((this.#session.client.serverNow() ?? this.#clock.now()) / 1000);
  }

  async #inspect(endpoint: Endpoint, inputs: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    this.#onEndpoint?.(endpoint.name);
    const before = this.#caller.calls;
    const stream = this.#records.streamOf(endpoint);
    const { input, answer } = await this.#askFirst(endpoint, inputs);
    if (answer.is === 'refused') {
      this.#records.add(endpoint, [], undefined);
      const streams = this.#records.usersOf(endpoint).map(({ name }) => name);
      const users = streams.length > 0 ? { users: t`Exports that need it (${streams.join(', ')})` } : {};
      const refused = contractFinding('call-refused', { found: refusalText(answer.code), ...users });
      this.#conclude(endpoint, this.#caller.calls - before, 0, [refused]);
      return;
    }
    const parsed = endpoint.answer.safeParse(answer.body);
    this.#records.add(endpoint, answer.rows, parsed.success ? parsed.data : undefined);
    const ask = (asked: Readonly<Record<string, unknown>>) => this.#caller.ask(endpoint, asked);
    const list: ProbedList = { endpoint, stream, input, first: answer, ask };
    const findings = [
      ...probeAnswer(endpoint, answer.body, answer.rows),
      ...otherRecords(input, answer.rows),
      ...(stream ? probeStreamRows(stream, answer.rows, this.nowSeconds) : []),
      ...(await confirmed(() => probePaging(list))),
      ...(await confirmed(() => probeFilters(list))),
    ];
    this.#conclude(endpoint, this.#caller.calls - before, answer.rows.length, findings);
  }

  /** Asks with one record after the other until there are rows. */
  async #askFirst(endpoint: Endpoint, inputs: readonly Readonly<Record<string, unknown>>[]) {
    let asked: { input: Readonly<Record<string, unknown>>; answer: Asked } | undefined;
    for (const input of inputs) {
      const paging = endpoint.paged ? { page_no: 1, page_size: PAGE_SIZE } : {};
      asked = { input, answer: await this.#caller.ask(endpoint, { ...input, ...paging }) };
      if (asked.answer.is === 'answered' && asked.answer.rows.length > 0) break;
    }
    if (asked === undefined) throw new TypeError(`${endpoint.name} has no parameters to ask with`);
    return asked;
  }

  #conclude(endpoint: Endpoint, calls: number, rows: number, findings: readonly ContractFinding[]): void {
    const isDifferent = findings.some(({ level }) => level === 'difference');
    this.#keep(endpoint.name, isDifferent ? 'different' : 'as-expected', { calls, rows, findings });
  }
}

/** Rows that say that they belong to another record than the one that was asked about. */
function otherRecords(
  input: Readonly<Record<string, unknown>>,
  rows: readonly Readonly<Record<string, unknown>>[],
): ContractFinding[] {
  return Object.entries(input).flatMap(([at, asked]) => {
    if (typeof asked !== 'string') return [];
    const others = rows.filter((row) => typeof row[at] === 'string' && row[at] !== asked);
    return others.length > 0 ? [contractFinding('other-record', { at, times: others.length })] : [];
  });
}

/** What is found twice: somebody may have added a record between two calls. Notes need no second look. */
async function confirmed(probe: () => Promise<ContractFinding[]>): Promise<ContractFinding[]> {
  const first = await probe();
  if (first.every(({ level }) => level === 'note')) return first;
  const again = new Set((await probe()).map(({ kind, at }) => JSON.stringify([kind, at])));
  return first.filter(({ level, kind, at }) => level === 'note' || again.has(JSON.stringify([kind, at])));
}
