import { createInterface } from 'node:readline';
import { EXIT } from '../../cli/exit-code.ts';
import { createTerminal, type Terminal } from '../../cli/terminal.ts';
import { createClient } from '../../sobot/client.ts';
import { SobotError } from '../../sobot/errors/sobot-error.ts';
import { createTransport } from '../../sobot/transport.ts';
import { DEFAULT_PROFILE, storeProfile } from '../profiles.ts';
import { type CommonFlags, resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** Stores credentials that work. Errors: whatever the API says to them; nothing is stored then. */
export async function runLogin(flags: CommonFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const { appId, appKey } = terminal.isInteractive ? await ask() : await readCredentials(process.stdin);
  // The profile is being made, so it cannot be asked for anything; what was typed beats the environment.
  const env = { ...process.env, SOBOT_APP_ID: appId, SOBOT_APP_KEY: appKey };
  const settings = resolveSettings({ ...flags, profile: undefined }, env);
  const { baseUrl, language, timeoutMs, proxy, home } = settings;
  const transport = createTransport({ connections: 1, timeoutMs, proxy });
  try {
    await createClient({ baseUrl, appId, appKey, language, transport, now: Date.now }).authenticate();
  } catch (error) {
    if (!(error instanceof SobotError)) throw error;
    terminal.complain(
      `${error.message}\nNothing is stored. Check app id, app key and base URL (${baseUrl}; another with --base-url), then once more: sobot-etl login`,
    );
    return EXIT.aborted;
  } finally {
    await transport.close();
  }
  const name = flags.profile ?? DEFAULT_PROFILE;
  storeProfile(home, name, { baseUrl, appId, appKey, language });
  sayStored(terminal, name, baseUrl);
  return EXIT.done;
}

function sayStored(terminal: Terminal, name: string, baseUrl: string): void {
  const flag = name === DEFAULT_PROFILE ? '' : ` --profile ${name}`;
  terminal.say(
    `The credentials work at ${baseUrl} and are stored as profile "${name}". To look whether all else is there: sobot-etl doctor${flag}`,
  );
}

interface Credentials {
  readonly appId: string;
  readonly appKey: string;
}

async function ask(): Promise<Credentials> {
  const { text, password, isCancel } = await import('@clack/prompts');
  const validate = (value: string | undefined) => (value?.trim() ? undefined : 'It cannot be empty');
  const appId = await text({ message: 'App id', validate, output: process.stderr });
  const appKey = isCancel(appId)
    ? appId
    : await password({ message: 'App key (not shown)', validate, output: process.stderr });
  if (isCancel(appId) || isCancel(appKey)) throw new UsageError('nothing was stored');
  return { appId: appId.trim(), appKey: appKey.trim() };
}

/** App id and app key from two lines, bare or as `SOBOT_APP_ID=…` and `SOBOT_APP_KEY=…`. */
async function readCredentials(input: NodeJS.ReadableStream): Promise<Credentials> {
  const lines: string[] = [];
  for await (const line of createInterface({ input })) {
    if (line.trim() !== '') lines.push(line.trim());
  }
  const named = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const bare = lines.filter((line) => !/^SOBOT_\w+=/.test(line));
  const appId = named('SOBOT_APP_ID') ?? bare[0];
  const appKey = named('SOBOT_APP_KEY') ?? bare[1];
  if (appId && appKey) return { appId, appKey };
  throw new UsageError(
    'standard input has no credentials: give the app id in its first line and the app key in its second, as in: sobot-etl login < credentials.txt. On a terminal it asks',
  );
}
