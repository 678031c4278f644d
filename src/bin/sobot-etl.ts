#!/usr/bin/env node
const NEEDED = 24;

// The first act: everything below is loaded only by a Node that can run it.
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `sobot-etl needs Node ${NEEDED} or newer, and this is Node ${process.versions.node}. Install it from https://nodejs.org, or use: npx -p node@${NEEDED} sobot-etl\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache?.();
  const { main } = await import('../cli/main.ts');
  const { commands } = await import('../cli/commands/index.ts');
  process.exitCode = await main(process.argv.slice(2), commands);
}

export {};
