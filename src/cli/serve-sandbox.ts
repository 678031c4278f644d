import { once } from 'node:events';
import { UsageError } from '../app/usage-error.ts';
import { createFolder } from '../ledger/index.ts';
import { parseFaults, parseScript, type Sandbox, startSandbox } from '../sandbox/index.ts';
import { t } from '../words/index.ts';

interface SandboxFlags {
  readonly port: number;
  readonly customers: number;
  readonly seed: number;
  readonly latency: number;
  readonly jitter: number;
  readonly rateLimit?: number | undefined;
  readonly dailyLimit?: number | undefined;
  readonly tokenTtl: number;
  readonly faults?: string | undefined;
  readonly faultSeed: number;
  readonly script?: string | undefined;
  readonly pageCap: number;
  readonly listMembers: 'all' | 'basic' | 'table';
  readonly pushUrl?: string | undefined;
  readonly data?: string | undefined;
}

/** Serves the sandbox until SIGINT or SIGTERM; its address and credentials go to stdout, ready to be sourced by a shell. */
export async function serveSandbox(flags: SandboxFlags): Promise<void> {
  const sandbox = await start(flags);
  const variables = [
    `SOBOT_BASE_URL=${sandbox.url}`,
    `SOBOT_APP_ID=${sandbox.appId}`,
    `SOBOT_APP_KEY=${sandbox.appKey}`,
  ];
  process.stdout.write(`${variables.join('\n')}\n`);
  // Redirected, as into a .env file, the lines are not to be seen.
  const text = process.stdout.isTTY
    ? t`The sandbox listens at ${sandbox.url}. Put the three lines above into a .env file here, then run in another terminal: sobot-etl import … Press Ctrl-C to stop.`
    : t`The sandbox listens at ${sandbox.url}. Its address and credentials are in its output; in a .env file, commands in that folder use them. Press Ctrl-C to stop.`;
  process.stderr.write(`${text}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await sandbox.close();
}

async function start(flags: SandboxFlags): Promise<Sandbox> {
  if (flags.data !== undefined) createFolder(flags.data);
  try {
    return await startSandbox({
      port: flags.port,
      customers: flags.customers,
      seed: flags.seed,
      latencyMs: flags.latency,
      jitterMs: flags.jitter,
      rateLimit: flags.rateLimit,
      dailyLimit: flags.dailyLimit,
      tokenTtlSeconds: flags.tokenTtl,
      faults: flags.faults === undefined ? undefined : parseFaults(flags.faults),
      faultSeed: flags.faultSeed,
      script: flags.script === undefined ? undefined : parseScript(flags.script),
      maxPageSize: flags.pageCap,
      listMembers: flags.listMembers,
      pushUrl: flags.pushUrl,
      dataDir: flags.data,
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
