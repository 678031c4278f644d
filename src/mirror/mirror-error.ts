import { MIRROR_MESSAGES } from './messages.ts';

/** The mirror cannot be used as requested. Nothing was sent. `code` is stable. */
export class MirrorError extends Error {
  override name = 'MirrorError';
  readonly code: keyof typeof MIRROR_MESSAGES;

  constructor(code: keyof typeof MIRROR_MESSAGES, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** SQLite's primary result codes of a file that is damaged or is none, https://www.sqlite.org/rescode.html */
const DAMAGED_CODES: readonly number[] = [11, 26];

/** Turns what SQLite or the operating system threw into a message that says what to do. */
export function asMirrorError(path: string, error: unknown): MirrorError {
  if (error instanceof MirrorError) return error;
  const { errcode = 0, message = String(error) } = error as { errcode?: number; message?: string };
  if (DAMAGED_CODES.includes(errcode & 0xff)) {
    return new MirrorError('mirror-damaged', MIRROR_MESSAGES['mirror-damaged'].text.damaged(path, message), error);
  }
  return new MirrorError('mirror-unusable', MIRROR_MESSAGES['mirror-unusable'].text.other(path, message), error);
}
