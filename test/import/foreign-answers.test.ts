import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { importIn } from './importing.ts';
import { workspace } from './workspace.ts';

interface Foreign {
  readonly status: number;
  readonly body?: string;
}

/** A proxy that answers the nth write of a path with the nth answer of the list, after the server carried the write out. */
async function gateway(target: string, path: string, answers: readonly Foreign[]) {
  let writes = 0;
  const server = createServer((request, response) => {
    const onward = httpRequest(
      new URL(request.url ?? '/', target),
      { method: request.method ?? 'GET', headers: request.headers },
      (answer) => {
        const foreign = request.url?.includes(path) ? answers[writes++] : undefined;
        if (!foreign) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          return;
        }
        answer.resume();
        answer.on('end', () => {
          response.writeHead(foreign.status, { location: 'http://login.example/' });
          response.end(foreign.body ?? '');
        });
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const FOREIGN: Foreign[] = [
  { status: 200, body: '<html>hello</html>' },
  { status: 200, body: '' },
  { status: 302 },
  { status: 307 },
  { status: 403, body: '<html>Forbidden</html>' },
  { status: 404, body: '{"message":"no route"}' },
  { status: 503 },
];

const QUICK = ['--max-attempts', '2', '--timeout', '5', '--concurrency', '1'];
const repeated = (foreign: Foreign) => Array.from({ length: 20 }, () => foreign);

describe('an answer that does not come from the API, after the server carried out a write', () => {
  test('leaves an enterprise in doubt after a foreign answer, and sends it once', async () => {
    await using sandbox = await startSandbox();
    const url = await gateway(sandbox.url, 'enterprise/save', FOREIGN);
    const rows = FOREIGN.length + 1;
    const { code, summary } = await importIn(workspace('enterprises', rows), { ...sandbox, url }, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: rows, created: 1, in_doubt: FOREIGN.length, failed: 0 });
    expect(sandbox.snapshot().enterpriseCount()).toBe(rows);
  });

  test('resends a customer that may be repeated after a foreign answer', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const answers = FOREIGN.flatMap((foreign) => [foreign, undefined as unknown as Foreign]);
    const url = await gateway(sandbox.url, 'user/save', answers);
    const rows = FOREIGN.length;
    const { code, summary } = await importIn(workspace('known', rows), { ...sandbox, url }, QUICK);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: rows, failed: 0, in_doubt: 0 });
    expect(sandbox.snapshot().customerCount()).toBe(rows);
  });

  test('looks up a customer once its attempts are used up, and finds it', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const url = await gateway(sandbox.url, 'user/save', repeated({ status: 403 }));
    const { summary } = await importIn(workspace('known', 2), { ...sandbox, url }, QUICK);
    expect(summary.rows).toMatchObject({ read: 2, failed: 0, created: 2 });
  });

  test('leaves a record that cannot be looked up in doubt once its attempts are used up', async () => {
    await using sandbox = await startSandbox();
    const url = await gateway(sandbox.url, 'label_group/save', repeated({ status: 404, body: '<html>' }));
    const { code, summary, errors } = await importIn(workspace('tag-groups', 1), { ...sandbox, url }, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 1, failed: 0, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('sobot-etl resume --resend-in-doubt');
  });
});
