import { endpoints } from '../../api/endpoints/index.ts';
import type { Endpoint } from '../../api/index.ts';
import { type Clock, systemClock } from '../../resilience/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { version } from '../program.ts';
import { openSession } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import { ContractCheck } from './contract-check.ts';
import type { ContractReport } from './contract-report.ts';

/** The options of `inspectContract`. */
export interface ContractOptions {
  readonly connection: AnyConnection;
  readonly clock?: Clock;
  /** The table of calls. Default: that of the API. */
  readonly table?: Readonly<Record<string, Endpoint>>;
  /** Called before each call is looked at. */
  readonly onEndpoint?: (endpoint: string) => void;
}

const LIMITS = {
  /** More than a tenant with records of every kind takes; a server that answers oddly must not cost more. */
  maxCalls: 200,
  /** Somebody waits: a call that fails is soon given up. */
  maxAttempts: 3,
  outagePatienceMs: 10_000,
};

/**
 * Makes every call that only reads, and compares the answers with the schemas and with how we read the API document: members,
 * types, codes, pages, filters, clock. Errors: `UsageError` for missing credentials or wrong settings.
 *
 * @example
 * const { status, endpoints } = await inspectContract({ connection });
 */
export async function inspectContract(options: ContractOptions): Promise<ContractReport> {
  const { clock = systemClock, table = endpoints } = options;
  const { options: given, env } = splitConnection(options.connection);
  const { maxCalls, maxAttempts, outagePatienceMs } = LIMITS;
  const settings = resolveSettings(
    {
      ...given,
      maxAttempts: Math.min(given.maxAttempts ?? maxAttempts, maxAttempts),
      outagePatienceMs: Math.min(given.outagePatienceMs ?? outagePatienceMs, outagePatienceMs),
    },
    env,
  );
  let tokenAnswer: Record<string, unknown> = {};
  const session = await openSession(settings, clock, Math.random, {
    renewToken: true,
    onAnswer: (endpoint, body) => {
      if (endpoint.name === endpoints.getToken.name) tokenAnswer = body;
    },
  });
  try {
    const startedAt = clock.now();
    const check = new ContractCheck(session, clock, maxCalls, options.onEndpoint);
    const reason = await check.run(Object.values(table).filter(isReadOnly), () => tokenAnswer);
    const { findings, calls } = check;
    const isDifferent = findings.some(({ status }) => status === 'different');
    return {
      status: reason === undefined ? (isDifferent ? 'different' : 'as-expected') : 'not-asked',
      ...(reason !== undefined && { reason }),
      version: version(),
      host: new URL(settings.baseUrl).host,
      asked_at: new Date(startedAt).toISOString(),
      calls,
      endpoints: findings,
    };
  } finally {
    await session.close();
  }
}

function isReadOnly({ access }: Endpoint): boolean {
  return access === 'read';
}
