import { createInterface } from 'node:readline';
import type { Credentials } from '../app/credentials.ts';
import { UsageError } from '../app/usage-error.ts';
import { t } from '../words/index.ts';

/** Asks for credentials; the key is not shown. Errors: `UsageError` if cancelled. */
export async function askCredentials(): Promise<Credentials> {
  const { text, password, isCancel } = await import('@clack/prompts');
  const validate = (value: string | undefined) => (value?.trim() ? undefined : t`It cannot be empty`);
  const appId = await text({ message: t`App id`, validate, output: process.stderr });
  const appKey = isCancel(appId)
    ? appId
    : await password({ message: t`App key (not shown)`, validate, output: process.stderr });
  if (isCancel(appId) || isCancel(appKey)) throw new UsageError(t`Cancelled; nothing was stored`);
  return { appId: appId.trim(), appKey: appKey.trim() };
}

/** Reads app id and app key from two lines, bare or as `SOBOT_APP_ID=…` and `SOBOT_APP_KEY=…`. Errors: `UsageError`. */
export async function readCredentials(input: NodeJS.ReadableStream): Promise<Credentials> {
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
    t`Standard input holds no credentials: put the app id on the first line and the app key on the second, as in: sobot-etl login < credentials.txt. On a terminal, sobot-etl login asks for them`,
  );
}
