import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYamlSettings, readText } from '../../export/index.ts';
import {
  type Channel,
  channelOfUrl,
  channelSchema,
  channelUseSchema,
  conditionsOf,
  toChannel,
  type Variables,
  type WrittenChannel,
} from '../../notify/index.ts';
import { t } from '../../words/index.ts';
import type { Environment } from '../connection.ts';
import { UsageError } from '../usage-error.ts';

/** The file of the state folder that names channels. */
export function notifyFilePath(home: string): string {
  return join(home, 'notify.yaml');
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const PREFIX = 'SOBOT_ETL_NOTIFY_';

/** Where channels are named: the state folder, and the environment. */
export interface ChannelSources {
  readonly home: string;
  readonly env: Environment;
}

/**
 * The channels with these names: those of the environment, then those of `notify.yaml`. Errors: `UsageError` for an unknown name or an
 * address in place of a name, `ExportError` that says where `notify.yaml` is wrong.
 */
export async function findChannels(names: readonly string[], sources: ChannelSources): Promise<Channel[]> {
  const { home, env } = sources;
  const wrong = names.find((name) => !NAME.test(name));
  // Not quoted: it may be an address, which is a secret.
  if (wrong !== undefined) {
    throw new UsageError(
      t`--notify takes the name of a channel, such as --notify ops, and no address: the address of a webhook is a secret, and other users of this machine can read the arguments of a command. Put it into ${notifyFilePath(home)} (channels: { ops: { kind: wecom, url: … } }) or into the environment variable ${PREFIX}OPS`,
    );
  }
  const needsFile = names.some((name) => env[variableOf(name)] === undefined);
  const stored = needsFile ? await storedChannels(home, env) : new Map<string, Channel>();
  return names.map((name) => fromEnvironment(name, env) ?? stored.get(name) ?? unknown(name, sources, stored));
}

function unknown(name: string, { home, env }: ChannelSources, stored: ReadonlyMap<string, Channel>): never {
  const known = [...stored.keys(), ...namesIn(env)];
  const hint = known.length > 0 ? t`; there are ${known.join(', ')}` : '';
  throw new UsageError(
    t`There is no channel "${name}" for --notify${hint}. Add it to ${notifyFilePath(home)}, or set ${variableOf(name)} to the address of its webhook`,
  );
}

/** The variable with the address of a channel: `SOBOT_ETL_NOTIFY_OPS`; with `_SECRET` the secret to sign with. */
function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function namesIn(env: Environment): string[] {
  return Object.keys(env)
    .filter((variable) => variable.startsWith(PREFIX) && !variable.endsWith('_SECRET'))
    .map((variable) => variable.slice(PREFIX.length).toLowerCase());
}

function fromEnvironment(name: string, env: Environment): Channel | undefined {
  const variable = variableOf(name);
  const url = env[variable];
  if (!url) return undefined;
  const channel = channelOfUrl(name, url, env[`${variable}_SECRET`] || undefined);
  if (typeof channel !== 'string') return channel;
  throw new UsageError(`${variable} ${channel}`);
}

/** The channels of `notify.yaml`; none if there is no such file. Errors: `ExportError` that says where it is wrong. */
async function storedChannels(home: string, env: Environment): Promise<Map<string, Channel>> {
  const path = notifyFilePath(home);
  if (!existsSync(path)) return new Map();
  keepPrivate(path);
  const schema = z.strictObject({
    version: z.literal(1, { error: t`must be 1, the version of this file’s language` }),
    channels: z.record(
      z.string().regex(NAME, { error: t`must be letters, digits, -, _ and ., beginning with a letter or a digit` }),
      channelSchema(env),
    ),
  });
  const { channels } = parseYamlSettings(await readText(path), path, schema);
  return new Map(
    Object.entries(channels).map(([name, written]) => [name, toChannel(name, written as WrittenChannel, env)]),
  );
}

/** It holds secrets, and an editor may have created it for everybody. */
function keepPrivate(path: string): void {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/** A list of channels in a jobs file. `variables`: as of `channelSchema`. */
export function notifyListSchema(variables: Variables) {
  return z.array(channelUseSchema(variables), { error: t`must be a list of channels, each with kind or use` });
}

export type NotifyList = z.output<ReturnType<typeof notifyListSchema>>;

/** The channels of a list of a jobs file. Errors: as `findChannels`. */
export async function listedChannels(list: NotifyList, sources: ChannelSources): Promise<Channel[]> {
  return Promise.all(
    list.map(async ({ use, when, ...own }) => {
      if (use === undefined) {
        const written = { ...own, when } as WrittenChannel;
        return toChannel(written.kind, written, sources.env);
      }
      const [channel] = (await findChannels([use], sources)) as [Channel];
      return when === undefined ? channel : { ...channel, when: conditionsOf(when) };
    }),
  );
}
