import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainJson, plainLine, plainText } from '../../src/cli/terminal.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

/** What controls a terminal: ESC, OSC, CSI in one byte, backspace, carriage return, bell; and marks that reverse text. */
const COMMANDS = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\b\b',
  '\r',
  '\u0007',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u2028',
];
const OBEYED = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/u;
const EVIL = `a${COMMANDS.join('b')}c`;
const FAKED = 'x\nDone (run 20990101-0000-ffff): 0.1 s';

describe('plain text', () => {
  test.each(COMMANDS)('removes %j', (command) => {
    expect(plainText(`a${command}b`)).not.toMatch(OBEYED);
    expect(plainJson(JSON.stringify({ a: `x${command}y` }))).not.toMatch(OBEYED);
  });

  test('keeps everything else, and its lines', () => {
    const text = 'né 客户 👩‍👩‍👧\tשלום\nnext';
    expect(plainText(text)).toBe(text);
    expect(plainLine(text)).toBe('né 客户 👩‍👩‍👧\tשלום next');
  });

  test('keeps the meaning of any JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = plainJson(JSON.stringify([text]));
        expect(json).not.toMatch(OBEYED);
        expect(JSON.parse(json)).toEqual([text]);
      }),
      { numRuns: process.env['SOAK'] ? 200 : 70 },
    );
  });
});

/** Serves the token, and rejects everything else with control sequences in JSON and HTML. */
async function evilServer() {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/get_token')) {
      response.end('{"ret_code":"000000","item":{"token":"t-0123456789","expires_in":"86400"}}');
    } else if (request.url?.includes('enterprise/save')) {
      response.end(JSON.stringify({ ret_code: '400123', ret_msg: `${EVIL}${FAKED}` }));
    } else response.writeHead(403).end(`<html>${EVIL}${FAKED}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('printed output has no control sequences and no faked lines', () => {
  const said = (text: string) => {
    expect(text).not.toMatch(OBEYED);
    for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*Done \(run 20990101/);
  };

  test('from cells, column names and file names', async () => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const file = `in${EVIL}.csv`;
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    writeFileSync(join(folder, file), `Name,Sex,${cell(`C${EVIL}`)}\nAnn,${cell(`${EVIL}${FAKED}`)},1\n`);
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: customer\nfields:\n  nick: Name\n  sex: Sex\n  crm_status: { const: 1 }\n',
    );
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    for (const more of [['--verbose'], ['--progress', 'json', '--json']]) {
      const { stdout, stderr, code } = await runCli(['check', file, '-m', 'map.yaml', ...more], options);
      expect(code, stderr).toBe(1);
      said(stdout + stderr);
    }
    writeFileSync(join(folder, 'bad.yaml'), `version: 1\ntarget: customer\nfields:\n  nick: Nome\n`);
    for (const args of [
      ['check', file, '-m', 'bad.yaml'],
      ['check', `no${EVIL}${FAKED}.csv`, '-m', 'map.yaml'],
      ['map', file, '--target', 'customer'],
      [`imp${EVIL}`],
    ]) {
      const { stdout, stderr, code } = await runCli(args, options);
      expect(code).not.toBeNull();
      said(stdout + stderr);
    }
  }, 240_000);

  test('from responses of a server', async () => {
    await using server = await evilServer();
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), 'Id,Name\n1,A\n');
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: enterprise\nkey: { column: Id }\nfields:\n  enterprise_name: Name\n',
    );
    const env = sandboxEnv({ url: server.url, appId: 'a', appKey: 'marked-key-4f6b1c' }, folder);
    const options = { cwd: folder, env: { ...env, NO_COLOR: '1' } };
    const limits = ['--max-attempts', '1', '--outage-patience', '0.5'];
    for (const args of [
      ['import', 'in.csv', '-m', 'map.yaml', ...limits],
      ['runs', 'show'],
      ['runs', '--json'],
      ['export', 'tags', '-o', 'out.csv', ...limits],
    ]) {
      const { stdout, stderr } = await runCli(args, options);
      said(stdout + stderr);
    }
  });

  test('except its own styles', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `process.stderr.isTTY = true; process.stderr.hasColors = () => true;
         const { createTerminal } = await import(${JSON.stringify(new URL('../../src/cli/terminal.ts', import.meta.url).href)});
         const written = []; process.stderr.write = (text) => written.push(text);
         const terminal = createTerminal({});
         terminal.say(terminal.paint('red', 'a\\u001b[2Jb') + '\\u001b[1m');
         process.stdout.write(JSON.stringify(written));`,
      ],
      { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined } },
    );
    expect(JSON.parse(stdout)).toEqual(['\u001b[31ma[2Jb\u001b[39m[1m\n']);
  });
});
