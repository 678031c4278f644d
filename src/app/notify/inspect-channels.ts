import { channelText, notifyAll } from '../../notify/index.ts';
import { t } from '../../words/index.ts';
import type { DoctorFinding } from '../inspect-connection.ts';
import type { Settings } from '../settings.ts';
import { type ChannelSources, findChannels, notifyFilePath } from './channels.ts';

/** Sends a test message to each channel. Errors: those of `findChannels`. */
export async function inspectChannels(
  names: readonly string[],
  { proxy, ...sources }: ChannelSources & { readonly proxy: Settings['proxy'] },
): Promise<DoctorFinding[]> {
  const channels = await findChannels([...new Set(names)], sources);
  const test = { command: 'doctor', status: 'test', rows: {}, causes: [] } as const;
  const results = await notifyAll(channels, test, { proxy });
  return results.map((result) => {
    const { sent, error } = result;
    if (sent) return { check: 'notify', status: 'ok', detail: t`a test message was sent to ${channelText(result)}` };
    return {
      check: 'notify',
      status: 'failed',
      detail: `${channelText(result)}: ${error}`,
      advice: t`Correct the channel in ${notifyFilePath(sources.home)} or in the environment`,
    };
  });
}
