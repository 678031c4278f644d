import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type HostOrder, runInHost } from './cli-hosts.ts';
import { cliPath, inCheckout } from './run-cli.ts';

const shim = inCheckout('test', 'support', 'cli-shim.js');

/** Commands that read standard input, or run until they are stopped, get processes of their own. */
const OWN_PROCESS = 'login|sandbox|schedule|completion|--version|--complete';

/** Writes a program into a folder that is the built command, for a shell to run by its name. */
export async function writeShellCommand(bin: string, names: Readonly<Record<string, 'first' | 'shifted'>>) {
  const socket = join(bin, 'socket');
  const server = createServer({ allowHalfOpen: true }, async (connection) => {
    const order = JSON.parse(await text(connection)) as HostOrder;
    connection.end(JSON.stringify(await runInHost(inCheckout('dist'), order)));
  });
  await new Promise<void>((listening) => server.listen(socket, listening));
  server.unref();
  const node = JSON.stringify(process.execPath);
  for (const [name, words] of Object.entries(names)) {
    const lines = [
      '#!/bin/sh',
      ...(words === 'shifted' ? ['shift'] : []),
      ...(process.env['SOAK']
        ? []
        : [
            `case " $* " in *" - "*|*"|"*) ;; *) case "$1" in ${OWN_PROCESS}) ;; *) exec ${node} ${JSON.stringify(shim)} ${JSON.stringify(socket)} "$@" ;; esac ;; esac`,
          ]),
      `exec ${node} ${JSON.stringify(cliPath)} "$@"`,
      '',
    ];
    writeFileSync(join(bin, name), lines.join('\n'));
    chmodSync(join(bin, name), 0o755);
  }
}
