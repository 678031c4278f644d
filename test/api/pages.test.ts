import { describe, expect, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { type PageCall, pages } from '../../src/api/pagination.ts';
import { createTransport } from '../../src/api/transport.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

/** All ids of the sandbox's customer list, page by page over HTTP. */
async function readSandbox(options: SandboxOptions, pageSize: number): Promise<string[]> {
  await using sandbox = await startSandbox(options);
  const transport = createTransport({ connections: 2, timeoutMs: 5000 });
  const { url: baseUrl, appId, appKey } = sandbox;
  const client = createApiClient({ baseUrl, appId, appKey, language: 'en', transport, now: Date.now });
  try {
    return await readAll((endpoint, input) => client.call(endpoint, input), endpoints.listCustomers, pageSize);
  } finally {
    await transport.close();
  }
}

async function readAll(call: PageCall, endpoint: Endpoint, pageSize: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages(call, endpoint, {}, { pageSize }))
    ids.push(...page.items.map((item) => String((item as { id: unknown }).id)));
  return ids;
}

/** A server that answers page N with what `list` says. */
const server =
  (list: (page: number) => object): PageCall =>
  async (_, input) =>
    list(Number(input['page_no']));

const items = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));

describe('the pages of a list', () => {
  test.each([
    ['as asked', {}, 40],
    ['capped by the server', { maxPageSize: 15 }, 100],
    ['with counters as text', { stringNumbers: true }, 40],
    ['of one', { maxPageSize: 1 }, 1],
  ])('bring every record once: %s', async (_, options, pageSize) => {
    const ids = await readSandbox({ customers: 123, ...options }, pageSize);
    expect(new Set(ids).size).toBe(123);
    expect(ids).toHaveLength(123);
  });

  test.each(['empty', 'null', 'absent'] as const)('are none for an empty list, with items %s', async (emptyItems) => {
    expect(await readSandbox({ emptyItems }, 10)).toEqual([]);
  });

  test('end with an error if the server repeats a page endlessly', async () => {
    await expect(
      readSandbox({ customers: 30, repeatPages: true, stringNumbers: true, maxPageSize: 10 }, 10).then(
        (ids) => ids.length,
      ),
    ).resolves.toBe(30);
    const call = server(() => ({ items: items(1, 2), total_count: 1000 }));
    await expect(readAll(call, endpoints.listCustomers, 2)).rejects.toMatchObject({ code: 'page-repeats' });
  });

  test('of a call with undocumented paging end when a page repeats', async () => {
    const call = server(() => ({ items: items(1, 2) }));
    expect(await readAll(call, endpoints.listAssignments, 15)).toEqual(['1', '2']);
  });

  test('without any counter continue until an empty page, however short the pages are', async () => {
    const call = server((page) => ({ items: page <= 3 ? items(page) : [] }));
    expect(await readAll(call, endpoints.listCustomers, 100)).toEqual(['1', '2', '3']);
  });

  test('continue past a page count that contradicts the total', async () => {
    const call = server((page) => ({ items: page <= 3 ? items(page) : [], page_count: 1, total_count: 3 }));
    expect(await readAll(call, endpoints.listCustomers, 3)).toEqual(['1', '2', '3']);
  });

  test('end when records vanish while they are read', async () => {
    const call = server((page) => ({ items: page === 1 ? items(1, 2) : [], total_count: 3, page_count: 2 }));
    expect(await readAll(call, endpoints.listCustomers, 2)).toEqual(['1', '2']);
  });
});
