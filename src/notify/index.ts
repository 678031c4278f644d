export {
  type Channel,
  channelOfUrl,
  channelSchema,
  channelUseSchema,
  conditionsOf,
  toChannel,
  type Variables,
  type WrittenChannel,
} from './channel.ts';
export { channelText, type NotificationResult, notifyAll } from './notify.ts';
export type { Outcome } from './outcome.ts';
