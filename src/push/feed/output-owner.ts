import { PUSH_MESSAGES } from '../messages.ts';
import { PushError } from '../push-error.ts';
import type { OutputOptions, WrittenPush } from './feed-output.ts';

/** A push by its columns `seq` and `received_at`. */
export function writtenPush(seq: string, receivedAt: string): WrittenPush {
  return { seq: Number(seq), receivedAt: Date.parse(receivedAt) / 1000 };
}

/**
 * Requires that a file which has this push continues our store. Pushes of another store are numbered alike, so ours would seem to be
 * written already. Errors: `PushError`.
 */
export function requireOwn(path: string, push: WrittenPush, isOwn: OutputOptions['isOwn']): void {
  if (isOwn(push)) return;
  throw new PushError('push-output-foreign', PUSH_MESSAGES['push-output-foreign'].text.otherStore(path, push.seq));
}

/** The error for a file of something else. */
export function foreignOutput(path: string): PushError {
  return new PushError('push-output-foreign', PUSH_MESSAGES['push-output-foreign'].text.path(path));
}
