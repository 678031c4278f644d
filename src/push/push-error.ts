import { PUSH_MESSAGES } from './messages.ts';

type PushCode = keyof typeof PUSH_MESSAGES;

/** Pushes cannot be received, stored or written. `code` is stable. */
export class PushError extends Error {
  override name = 'PushError';
  readonly code: PushCode;

  constructor(code: PushCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Turns what SQLite or the operating system threw at the opening of a store into a message that says what to do. */
export function asPushError(path: string, error: unknown): PushError {
  if (error instanceof PushError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PushError('push-store-unusable', PUSH_MESSAGES['push-store-unusable'].text.other(path, reason), error);
}
