import type { Settings } from '../settings.ts';
import { version } from '../version.ts';
import type { ImportFlags } from './import-flags.ts';

/** What a run was given, for its report: names and values, and no secret among them. */
export function reportSettings(settings: Settings, flags: ImportFlags): readonly (readonly [string, string])[] {
  const { limit, maxErrors, changedOnly, force, onDuplicate, profile } = flags;
  const given: readonly (readonly [string, string | number | false | undefined])[] = [
    ['API', settings.baseUrl],
    ['profile', profile ?? settings.profile],
    ['language', settings.language],
    ['rate', settings.rate === undefined ? 'found out' : `${settings.rate} requests/s`],
    ['max-rate', settings.maxRate && `${settings.maxRate} requests/s`],
    ['concurrency', settings.concurrency],
    ['max-attempts', settings.maxAttempts],
    ['timeout', `${settings.timeoutMs / 1000} s`],
    ['outage-patience', `${settings.outagePatienceMs / 1000} s`],
    ['on-duplicate', onDuplicate],
    ['on-collision', flags.onCollision],
    ['again', flags.again === true && 'yes'],
    ['changed-only', changedOnly && 'yes'],
    ['force', force === true && 'yes'],
    ['create-missing', flags.createMissing === true && 'yes'],
    ['group', flags.group],
    ['limit', limit],
    ['max-errors', maxErrors],
    ['sobot-etl', version()],
  ];
  return given.flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)] as const],
  );
}
