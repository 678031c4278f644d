import { type ConnectionFlags, DEFAULT_BASE_URL, resolveSettings, type Settings } from '../app/settings.ts';

/** Who is connected to what, and how. Nothing is read from the environment. */
export interface Connection {
  readonly appId: string;
  readonly appKey: string;
  /** Default `https://sg.sobot.io`. */
  readonly baseUrl?: string;
  /** Allow `http://` to another machine. */
  readonly insecureHttp?: boolean;
  /** Language of messages and of the names of countries, time zones and languages. Default `en`. */
  readonly language?: 'en' | 'zh';
  /** Folder of the ledger, shared with the command line. Default: the platform's user state folder. */
  readonly home?: string;
  /** Requests in flight at once. Default 8. */
  readonly concurrency?: number;
  /** Requests a second, all processes of this machine together. Without it the server's pace is found out. */
  readonly rate?: number;
  /** Tries of one request. Default 5. */
  readonly maxAttempts?: number;
  /** Time for one try. Default 30,000. */
  readonly timeoutMs?: number;
  /** How long a server that does not answer is waited for. Default 300,000. */
  readonly outagePatienceMs?: number;
}

const seconds = (ms: number): number => ms / 1000;

/** The same as flags of a command. */
export function connectionFlags(connection: Connection): ConnectionFlags {
  const { baseUrl = DEFAULT_BASE_URL, home, rate, concurrency = 8, maxAttempts = 5, timeoutMs = 30_000 } = connection;
  return {
    baseUrl,
    insecureHttp: connection.insecureHttp,
    home,
    rate,
    concurrency,
    maxAttempts,
    timeout: seconds(timeoutMs),
    outagePatience: seconds(connection.outagePatienceMs ?? 300_000),
  };
}

/** The settings of a connection. Errors: `UsageError` that names what cannot be. */
export function settingsOf(connection: Connection): Settings {
  const { appId, appKey, language = 'en' } = connection;
  return resolveSettings(connectionFlags(connection), {
    SOBOT_APP_ID: appId,
    SOBOT_APP_KEY: appKey,
    SOBOT_LANGUAGE: language,
  });
}
