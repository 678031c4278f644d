import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listAnswer, optionalText, wireText } from '../../src/api/answer-schemas.ts';
import { defineEndpoint, type Endpoint } from '../../src/api/endpoint.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { required, text } from '../../src/api/parameters.ts';
import { compareShape } from '../../src/app/contract/answer-shape.ts';
import type { ContractReport } from '../../src/app/contract/contract-report.ts';
import { contractText } from '../../src/app/contract/contract-text.ts';
import { type ContractOptions, inspectContract } from '../../src/app/contract/inspect-contract.ts';
import { ReadOnlyCaller } from '../../src/app/contract/read-only-caller.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { routes } from '../../src/sandbox/routes.ts';
import { apiFixtures } from '../support/api-fixtures.ts';
import { type Changes, changingProxy } from '../support/changing-proxy.ts';
import { newFolder } from '../support/run-cli.ts';

type Row = Record<string, unknown>;

const APP_KEY = 'marked-key-90ab';

function inspect(sandbox: Sandbox, url = sandbox.url, more: Partial<ContractOptions> = {}): Promise<ContractReport> {
  const { appId, appKey } = sandbox;
  return inspectContract({ connection: { baseUrl: url, appId, appKey, home: newFolder() }, ...more });
}

/** The differences as `endpoint kind at`. */
function differences({ endpoints: all }: ContractReport): string[] {
  return all.flatMap(({ endpoint, findings }) =>
    findings.flatMap(({ kind, level, at }) => (level === 'difference' ? [[endpoint, kind, at].join(' ').trim()] : [])),
  );
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 130, appKey: APP_KEY, tokensStay: true });
});
afterAll(() => sandbox.close());

async function changed(changes: Changes, more?: Partial<ContractOptions>): Promise<ContractReport> {
  await using proxy = await changingProxy(sandbox.url, changes);
  return await inspect(sandbox, proxy.url, more);
}

/** Only the list of customers, where nothing else matters. */
const { getToken, listCustomers, listProvinces, saveCustomer } = endpoints;
const CUSTOMERS_ONLY = { table: { getToken, listCustomers } };

// Most of the time of a check is the rate limiter's: it begins slowly.
describe.concurrent('the contract with a server', () => {
  test('that answers as the document says shows no difference, and is checked by reading only', async () => {
    await using fresh = await startSandbox({ customers: 130 });
    const report = await inspect(fresh);
    expect(differences(report)).toEqual([]);
    expect(report.status).toBe('as-expected');
    const { byEndpoint, requests } = fresh.stats();
    expect(requests).toBe(report.calls);
    expect(report.calls).toBeLessThan(90);
    expect(routes.filter(({ key, writes }) => writes && byEndpoint[key])).toEqual([]);
    // There is no list of placeholders.
    const unread = routes.filter(({ key, writes }) => !writes && !byEndpoint[key]).map(({ key }) => key);
    expect(unread).toEqual(['getMultilingualContent']);
    expect(report.endpoints.find(({ status }) => status === 'no-record')?.missing).toBe('placeholder');
  });

  test.each<[string, SandboxOptions]>([
    ['is empty', { customers: 0, emptyItems: 'null' }],
    [
      'has digits for numbers and the names of the table',
      { customers: 12, stringNumbers: true, camelCaseDetail: true },
    ],
  ])('that %s shows no difference', async (_, options) => {
    await using other = await startSandbox(options);
    expect(differences(await inspect(other))).toEqual([]);
  });

  test('that gets new customers meanwhile shows no difference', async () => {
    await using other = await startSandbox({ customers: 130, churn: { inserts: 3, removes: 1 } });
    expect(differences(await inspect(other, other.url, CUSTOMERS_ONLY))).toEqual([]);
  });

  test('the answers of the document’s examples have no unknown members and the types of their tables', () => {
    const found = apiFixtures.flatMap(({ endpoint, fixture }) =>
      compareShape(endpoint.answer, fixture.answer).differences.filter(({ kind }) => !kind.startsWith('accepted')),
    );
    expect(found).toEqual([]);
  });

  test('differs in members, types, codes, refusals and clock: each is named, and no value is told', async () => {
    const report = await changed({
      answer({ headers, body }, { path }) {
        headers['date'] = new Date(Date.now() + 3_600_000).toUTCString();
        const rows = (body['items'] ?? []) as Row[];
        body['trace'] = 'marked';
        if (path === 'user/list_by_page') {
          for (const row of rows) {
            const { tel, ex_field_str: custom, ...others } = row;
            const marked = {
              ...{ tel_no: tel ?? '', sex: 7, enterprise_name: 'Marked Name', nick: 4_711, remark: ['marked'] },
              ex_field_str: [custom],
            };
            replace(row, { ...others, ...marked, 'ada@marked.example': 1, extra: { tel: '+49 marked' } });
          }
        }
        if (path === 'label_group/list') for (const row of rows) row['create_time_ms'] = '2026-01-02 03:04:05 marked';
        if (path === 'user_stage/query_list_by_type') for (const row of rows) delete row['id'];
        if (path === 'user/get_country') replace(body, { ret_code: '000000', data: rows });
        if (path === 'user/query_black_list') replace(body, { ret_code: '900004', ret_msg: 'marked words' });
        if (path === 'user_dynamic/getsource') replace(body, { ret_code: '123456', ret_msg: 'marked words' });
        if (path === 'user_dynamic/city/110000') for (const row of rows) row['provinceid'] = 'marked';
      },
    });
    expect(report.status).toBe('different');
    expect(differences(report)).toEqual(
      expect.arrayContaining([
        'get_token clock',
        'user/list_by_page renamed-member items[].tel_no',
        'user/list_by_page unknown-member items[].extra',
        'user/list_by_page unknown-member items[].(a name that is not shown)',
        'user/list_by_page number-for-text items[].nick',
        'user/list_by_page other-type items[].remark',
        'user/list_by_page unknown-code sex',
        'user/list_by_page custom-fields-form ex_field_str',
        'label_group/list other-type items[].create_time_ms',
        'user_stage/query_list_by_type missing-member items[].id',
        'user/get_country list-elsewhere data',
        'user/query_black_list call-refused',
        'user_dynamic/getsource call-refused',
      ]),
    );
    // Nothing else: rows that cannot be read are counted and filtered all the same.
    const ofCustomers = report.endpoints.find(({ endpoint }) => endpoint === 'user/list_by_page')?.findings ?? [];
    expect(ofCustomers.filter(({ kind }) => /^(page|total|filter|order)/.test(kind))).toEqual([]);
    const text = contractText(report);
    expect(text).toContain('items[].remark should be text, and is list of text');
    expect(text).toMatch(/the clock of this machine is (1 h|59 min 5\d s) behind the server’s/);
    expect(text).toContain('is it items[].tel under another name? No row has that one');
    expect(text).toContain('refused: 900004: Company api configuration info not found');
    expect(text).toContain('Exports that need it (blacklist) fail.');
    expect(text.match(/unknown member trace/g)).toHaveLength(1);
    for (const told of [text, JSON.stringify(report)]) {
      expect(told).not.toMatch(/marked|4711|\+49/i);
      expect(told).not.toContain(APP_KEY);
    }
  });

  test('caps, repeats or misnumbers pages, or counts wrongly', async () => {
    const report = await changed({
      call({ path, query }) {
        if (path === 'user/list_by_page') query.set('page_size', String(Math.min(15, Number(query.get('page_size')))));
        if (path === 'user_dynamic/list_by_page') query.set('page_no', String(Number(query.get('page_no')) + 1));
        if (path === 'label_group/list') query.set('page_no', '1');
      },
      answer({ body }, { path }) {
        if (path === 'label/list') {
          delete body['total_count'];
          body['page_no'] = 9;
        }
        if (path === 'user/cus_distribute_records') body['total_count'] = 120;
      },
    });
    expect(differences(report)).toEqual(
      expect.arrayContaining([
        'user/list_by_page page-capped',
        'user_dynamic/list_by_page first-page',
        'label_group/list page-repeats',
        'label_group/list past-the-end',
        'label/list total-missing',
        'label/list page-number-other',
        'user/cus_distribute_records total-wrong',
      ]),
    );
    const text = contractText(report);
    expect(text).toContain('a page of 100 rows was asked for, and the server gives at most 15');
    expect(text).toContain('exports and the mirror take 7 times as many calls');
  });

  test('lists customers in another order at every call', async () => {
    const report = await changed(
      {
        answer({ body }, { path, query }) {
          if (path !== 'user/list_by_page') return;
          const rows = body['items'] as Row[];
          if (query.get('page_no') === '1' && query.get('page_size') === '10') rows.reverse();
        },
      },
      CUSTOMERS_ONLY,
    );
    expect(differences(report)).toEqual(['user/list_by_page order-changes']);
  });

  test('ignores filters, or finds too much or too little by them', async () => {
    const drop = (query: URLSearchParams, ...names: string[]) => names.map((name) => query.delete(name));
    const report = await changed(
      {
        call({ path, query }) {
          if (path !== 'user/list_by_page') return;
          drop(query, 'create_start_time', 'create_end_time', 'stageid', 'module_type');
          if (query.get('search_type') === '5') drop(query, 'search_type', 'search_value');
          if (query.get('search_type') === '4') query.set('search_value', 'nobody at all');
          if (query.has('update_start_time')) query.set('update_start_time', '4102444800');
        },
        answer({ body }, { query }) {
          const rows = (body['items'] ?? []) as Row[];
          if (query.has('liable_serviceid') && rows.length > 0) rows.push({ ...rows[0], liable_serviceid: 'another' });
        },
      },
      CUSTOMERS_ONLY,
    );
    expect(differences(report)).toEqual([
      'user/list_by_page filter-ignored create_start_time, create_end_time',
      'user/list_by_page filter-misses update_start_time, update_end_time',
      'user/list_by_page filter-ignored stageid',
      'user/list_by_page filter-loose liable_serviceid',
      'user/list_by_page filter-ignored email',
      'user/list_by_page filter-misses tel',
      'user/list_by_page filter-ignored module_type',
    ]);
    expect(contractText(report)).toContain(
      'Exports of customers with --since or --until, and refreshes of the mirror, miss',
    );
    expect(contractText(report)).toContain(
      'Long exports of customers, which are read in parts by create_time, read the whole',
    );
  });

  test('covers an endpoint that is added to the table', async () => {
    const added: Endpoint = defineEndpoint({
      name: 'things/list',
      title: 'List Things',
      summary: 'Lists things.',
      method: 'GET',
      path: '/api/scrm/5/things/list',
      access: 'read',
      request: z.strictObject({ provinceid: required(text(), 'Province') }),
      answer: listAnswer(z.looseObject({ thing: wireText, colour: optionalText })),
      repeatable: true,
    });
    await using proxy = await changingProxy(sandbox.url, {
      answer(answer, { path, query }) {
        if (path !== 'things/list') return;
        const item = { thing: query.get('provinceid'), color: 'marked' };
        Object.assign(answer, { status: 200, body: { ret_code: '000000', items: [item] } });
      },
    });
    const table = { added, getToken, saveCustomer, listProvinces };
    const report = await inspect(sandbox, proxy.url, { table });
    expect(differences(report)).toEqual(['things/list renamed-member items[].color']);
    expect(report.endpoints.map(({ endpoint }) => endpoint)).toEqual([
      'things/list',
      'get_token',
      'user_dynamic/provice',
    ]);
    expect(contractText(report)).toContain('is it items[].colour under another name?');
  });

  test('cannot be checked with a wrong key, and says so without a second token request', async () => {
    await using other = await startSandbox();
    const report = await inspect({ ...other, appKey: 'wrong' });
    expect(report).toMatchObject({ status: 'not-asked', reason: 'no token: 900003: Signature error', calls: 1 });
    expect(other.stats().tokenRequests).toBe(1);
    expect(contractText(report)).toContain('Not asked: user/get_timezone');
  });

  test('is told as far as it was seen if the server stops answering', async () => {
    const stopping = await startSandbox({ customers: 3 });
    const { appId, appKey, url: baseUrl } = stopping;
    let closing: Promise<void> | undefined;
    const report = await inspectContract({
      connection: { baseUrl, appId, appKey, home: newFolder(), maxAttempts: 1, outagePatienceMs: 100 },
      onEndpoint: (endpoint) => {
        if (endpoint === 'label_group/list') closing = stopping.close();
      },
    });
    await closing;
    expect(report).toMatchObject({ status: 'not-asked', reason: expect.stringContaining('outage') });
    const statuses = Object.fromEntries(report.endpoints.map(({ endpoint, status }) => [endpoint, status]));
    expect(statuses).toMatchObject({ 'user/get_country': 'as-expected', 'label_group/list': 'not-asked' });
  });

  test('never lets a call leave that writes', async () => {
    const caller = new ReadOnlyCaller(
      { counts: { sent: 0, retried: 0, throttled: 0 }, send: () => Promise.reject() },
      9,
    );
    await expect(caller.ask(endpoints.saveCustomer, {})).rejects.toThrow('user/save changes data');
    const marked = Object.entries(endpoints).filter(([, { access }]) => access === 'write');
    expect(marked.map(([key]) => key)).toEqual(routes.filter(({ writes }) => writes).map(({ key }) => key));
  });
});

/** Gives an object other members. */
function replace(object: Row, members: Row): void {
  for (const name of Object.keys(object)) delete object[name];
  Object.assign(object, members);
}
