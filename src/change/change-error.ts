import type { CHANGE_MESSAGES } from './messages.ts';

/** A plan cannot be used as it is; nothing is sent. */
export class ChangeError extends Error {
  override name = 'ChangeError';
  /** Stable code, one of `CHANGE_MESSAGES`. */
  readonly code: keyof typeof CHANGE_MESSAGES;

  constructor(code: keyof typeof CHANGE_MESSAGES, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
