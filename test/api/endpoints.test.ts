import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { apiFixtures } from '../support/api-fixtures.ts';

const table = Object.entries(endpoints) as [string, Endpoint][];

describe.each(apiFixtures)('$key', ({ endpoint, fixture }) => {
  it("reads the document's example answer and keeps every member of it", () => {
    expect(memberPaths(endpoint.answer.parse(fixture.answer))).toEqual(
      expect.arrayContaining(memberPaths(fixture.answer)),
    );
  });

  it("accepts the parameters of the document's example request", () => {
    expect(endpoint.request.parse(fixture.input)).toEqual(fixture.input);
  });

  it("carries its section's heading", () => {
    expect(endpoint.title).toBe(fixture.section);
  });

  it('refuses a parameter that is not in the document', () => {
    const { error } = endpoint.request.safeParse({ ...fixture.input, unheard_of: 1 });
    expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['unheard_of'] }]);
  });

  it('describes every parameter', () => {
    for (const [name, parameter] of Object.entries(endpoint.request.shape as Record<string, z.ZodType>)) {
      expect(parameter.description, name).toMatch(/\w{2}/);
    }
  });

  it('has a JSON Schema of its request', () => {
    expect(z.toJSONSchema(endpoint.request, { io: 'input' })).toMatchObject({ type: 'object' });
  });

  it('uses only its own parameters in path, body and rules', () => {
    const pathParameters = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const ruled = (endpoint.requiredWhen ?? []).flatMap((rule) => [rule.field, rule.requires]);
    const named = [...pathParameters, ...(endpoint.bareBody ? [endpoint.bareBody] : []), ...ruled];
    const paging = endpoint.paged ? ['page_no', 'page_size'] : [];
    expect(Object.keys(endpoint.request.shape)).toEqual(
      expect.arrayContaining([...named, ...paging, ...(endpoint.atLeastOneOf ?? []).flat()]),
    );
  });

  it('is named after its path', () => {
    const root = endpoint === (endpoints.getToken as Endpoint) ? '/api/' : '/api/scrm/5/';
    expect(endpoint.path.replace(/\/\{\w+\}/g, '')).toBe(root + endpoint.name);
  });

  it('has a summary of one sentence', () => {
    expect(endpoint.summary).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the table of endpoints', () => {
  it('has the token request and the calls of the document, each once', () => {
    expect(table).toHaveLength(40);
    expect(new Set(table.map(([, { method, path }]) => `${method} ${path}`)).size).toBe(40);
    expect(new Set(table.map(([, { title }]) => title)).size).toBe(40);
  });

  it('has an example for every call, and no example without one', () => {
    const folder = new URL('../fixtures/api/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^(?!push\/).*json$/.test(file),
    );
    expect(files.toSorted()).toEqual(table.map(([, { name }]) => `${name}.json`).toSorted());
  });

  it('marks the writes that must not be sent twice', () => {
    const repeatable = Object.groupBy(table, ([, endpoint]) => String(endpoint.repeatable));
    expect(repeatable['false']?.map(([key]) => key)).toEqual(['saveEnterprise', 'saveFollowUp']);
    expect(repeatable['when-identified']?.map(([key]) => key)).toEqual(['saveCustomer']);
  });

  it('marks the lists that are paged', () => {
    const paged = table.filter(([, { paged }]) => paged).map(([key]) => key);
    expect(paged).toEqual([
      'listTagGroups',
      'listTags',
      'listCustomers',
      'listBehaviors',
      'listAssignments',
      'listBlacklist',
    ]);
  });
});

/** `items.follow_user.userid`: every member's path, list positions left out. */
function memberPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => memberPaths(item, path)))];
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...new Set(
      Object.entries(value).flatMap(([name, member]) => [`${path}.${name}`, ...memberPaths(member, `${path}.${name}`)]),
    ),
  ];
}
