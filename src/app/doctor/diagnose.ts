import { EXIT } from '../../cli/exit-code.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { hasCredentials } from '../has-credentials.ts';
import { DEFAULT_PROFILE } from '../profiles.ts';
import { type CommonFlags, resolveSettings } from '../settings.ts';
import { type Finding, findingText } from './doctor-finding.ts';
import { inspectLine } from './inspect-line.ts';
import { inspectMachine } from './inspect-machine.ts';

/** `doctor`: is all there that a run needs? Answers 2 without credentials, 3 where something is broken, else 0. */
export async function runDoctor(flags: CommonFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const isConfigured = hasCredentials(flags, process.env);
  // What does not need credentials is looked at without them.
  const standIns = isConfigured ? {} : { SOBOT_APP_ID: 'none', SOBOT_APP_KEY: 'none' };
  const settings = resolveSettings(flags, { ...process.env, ...standIns });
  const machine = await inspectMachine(settings.home, process.cwd());
  const useLedger = machine.every(({ check, status }) => check !== 'ledger' || status !== 'failed');
  const findings = [
    ...machine,
    credentialsFinding(isConfigured, flags.profile ?? settings.profile),
    ...(await inspectLine(settings, { isConfigured, useLedger })),
  ];
  const status = statusOf(findings, isConfigured);
  if (flags.json) terminal.data(JSON.stringify({ command: 'doctor', status, findings }));
  else terminal.say([...findings.flatMap((each) => findingText(each).split('\n')), '', SUMMARY[status]]);
  return EXIT_OF_STATUS[status];
}

type Status = 'well' | 'unconfigured' | 'broken';

const EXIT_OF_STATUS = { well: EXIT.done, unconfigured: EXIT.usage, broken: EXIT.aborted } as const;

const SUMMARY: Readonly<Record<Status, string>> = {
  well: 'All is well.',
  unconfigured: 'Store credentials, then look again: sobot-etl login',
  broken: 'Mend what is marked x, then look again: sobot-etl doctor',
};

function statusOf(findings: readonly Finding[], isConfigured: boolean): Status {
  if (!isConfigured) return 'unconfigured';
  return findings.some(({ status }) => status === 'failed') ? 'broken' : 'well';
}

function credentialsFinding(isConfigured: boolean, profile: string | undefined): Finding {
  const check = 'credentials';
  if (!isConfigured) {
    const advice =
      'Store them with: sobot-etl login, or set SOBOT_APP_ID and SOBOT_APP_KEY. To try things out: sobot-etl sandbox';
    return { check, status: 'failed', detail: 'there are none', advice };
  }
  const isFromEnvironment = Boolean(process.env['SOBOT_APP_ID'] && process.env['SOBOT_APP_KEY']);
  const detail = isFromEnvironment ? 'from the environment or .env' : `from profile ${profile ?? DEFAULT_PROFILE}`;
  return { check, status: 'ok', detail };
}
