import { type ApiClient, createApiClient } from '../../src/api/client.ts';
import { type PageCall, pages } from '../../src/api/pagination.ts';
import { createTransport } from '../../src/api/transport.ts';
import type { ReadList } from '../../src/mapping/lookups/lookups.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

/** A sandbox with a client that talks to it over HTTP. */
export interface SandboxTenant {
  readonly sandbox: Sandbox;
  readonly client: ApiClient;
  /** All rows of a list, as lookups want them; `calls` counts the requests. */
  readonly read: ReadList;
  readonly calls: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a sandbox and a client for it. */
export async function startTenant(options: SandboxOptions = {}): Promise<SandboxTenant> {
  const sandbox = await startSandbox(options);
  const transport = createTransport({ connections: 8, timeoutMs: 10_000 });
  const client = createApiClient({
    baseUrl: sandbox.url,
    appId: sandbox.appId,
    appKey: sandbox.appKey,
    language: 'en',
    transport,
    now: Date.now,
  });
  const calls: string[] = [];
  const call: PageCall = (endpoint, input) => {
    calls.push(endpoint.name);
    return client.call(endpoint, input as never);
  };
  const read: ReadList = async (endpoint, input) => {
    if (endpoint.paged === undefined) {
      const { items, item } = (await call(endpoint, { ...input })) as { items?: unknown[]; item?: unknown };
      return items ?? [item].filter(Boolean);
    }
    const rows: unknown[] = [];
    for await (const page of pages(call, endpoint, { ...input }, { pageSize: 100 })) rows.push(...page.items);
    return rows;
  };
  return {
    sandbox,
    client,
    read,
    calls,
    async [Symbol.asyncDispose]() {
      await transport.close();
      await sandbox.close();
    },
  };
}
