#!/usr/bin/env node
const NEEDED = 24;

// Comes first: everything below is loaded only by a Node that can run it.
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `sobot-etl needs Node ${NEEDED} or newer, and this is Node ${process.versions.node}. Install it from https://nodejs.org, or use: npx -p node@${NEEDED} sobot-etl\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache?.();
  if (process.env['SOBOT_ETL_TRACE']) process.setSourceMapsEnabled(true);
  // A reader of the output may end at any time, as `head` does; the command still finishes its work.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const args = process.argv.slice(2);
  if (args.length === 1 && args[0] === '--version') {
    // Scripts ask this often, and it needs no parser.
    const { version } = await import('../app/program.ts');
    process.stdout.write(`${version()}\n`);
  } else if (args[0] === '--complete') {
    const { printCompletion } = await import('../cli/completion/complete.ts');
    const { commands } = await import('../cli/commands/index.ts');
    await printCompletion(args.slice(1), commands);
  } else {
    const { main } = await import('../cli/main.ts');
    const { commands } = await import('../cli/commands/index.ts');
    process.exitCode = await main(args, commands);
  }
}

export {};
