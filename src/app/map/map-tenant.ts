import { SobotError } from '../../api/errors/sobot-error.ts';
import { compileMapping, type LoadedMapping, type Lookups } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/clock.ts';
import { type TenantFacts, tenantFactsOf } from '../../suggest/index.ts';
import type { Target } from '../../targets/target.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import type { RunReporter } from '../reporter.ts';
import { openSession, type Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { hasCredentials, resolveSettings } from '../settings.ts';

/** The tenant as far as a suggestion needs it. Where there are no credentials, or nobody answers, there is none. */
export interface TenantAccess {
  /** Does something with what the tenant says, or without it where it cannot be asked. */
  withFacts<Answer>(target: Target, use: (facts: TenantFacts | undefined) => Promise<Answer>): Promise<Answer>;
  /** Compiles a mapping for the tenant, if it can be asked. */
  compile(mapping: LoadedMapping, header: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the tenant of the credentials that are set; says what is missing where there are none. */
export function openTenantAccess(connection: AnyConnection, reporter: RunReporter): TenantAccess {
  const { options, env } = splitConnection(connection);
  if (!hasCredentials(options, env)) {
    reporter.message(
      'info',
      'No credentials: the tenant’s custom fields, agents and lists are not considered. Log in with: sobot-etl login',
    );
    return noTenant;
  }
  const session = openSession(resolveSettings(options, env), systemClock, Math.random);
  return tenantAccessOf(session, reporter);
}

const noTenant: TenantAccess = {
  withFacts: (_target, use) => use(undefined),
  compile: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

function tenantAccessOf(session: Session, reporter: RunReporter): TenantAccess {
  const lookups: Lookups = sessionLookups(session, { anew: true });
  let answers = true;
  return {
    async withFacts(target, use) {
      if (!answers) return use(undefined);
      try {
        return await use(await tenantFactsOf(target, lookups));
      } catch (error) {
        if (!(error instanceof SobotError)) throw error;
        answers = false;
        reporter.message(
          'problem',
          `The tenant could not be asked (${error.message}): its custom fields, agents and lists are not considered.`,
        );
        return use(undefined);
      }
    },
    async compile(mapping, header) {
      if (answers) await compileMapping(mapping, { header, inputPath: 'the file', lookups });
    },
    close: () => session.close(),
  };
}
