import { readFileSync } from 'node:fs';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { type EndpointKey, endpoints } from '../../src/api/endpoints/index.ts';

const FOLDER = new URL('../fixtures/api/', import.meta.url);

/** An example of the API document: what goes over the wire, the parameters it is made from, and the answer. */
export interface ApiFixture {
  readonly section: string;
  /** What was changed, and why: the example is not JSON, or contradicts the table of parameters. */
  readonly corrected?: readonly string[];
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** The example of one call. */
export function readApiFixture(endpoint: Endpoint): ApiFixture {
  return readJson(endpoint.name) as ApiFixture;
}

/** The example message of a push: `add-customer`, `update-customer`, `combine-customer`. */
export function readPushFixture(name: string): { readonly section: string; readonly message: unknown } {
  return readJson(`push/${name}`) as { section: string; message: unknown };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
}

/** Every call with its key in the table and its example, in the order of the table. */
export const apiFixtures = (Object.keys(endpoints) as EndpointKey[]).map((key) => {
  const endpoint: Endpoint = endpoints[key];
  return { key, endpoint, fixture: readApiFixture(endpoint) };
});
