import { open, rename, stat } from 'node:fs/promises';
import { PUSH_POLICY } from './policy.ts';

/** A message that was not accepted. */
export interface Rejection {
  readonly receivedAt: number;
  readonly code: string;
  readonly reason: string;
  readonly body: Uint8Array;
}

/** Keeps the messages that were not accepted, for somebody to look at: JSON lines, readable by their owner only. */
export class RejectedLog {
  readonly path: string;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Appends a message, with its body as text, or in base64 if it is not UTF-8. A file that has become large is set aside first. */
  add({ receivedAt, code, reason, body }: Rejection): Promise<void> {
    const bytes = Buffer.from(body);
    const isText = code !== 'push-not-utf8';
    const content = isText ? { body: bytes.toString() } : { body_base64: bytes.toString('base64') };
    const line = { received_at: new Date(receivedAt).toISOString(), code, reason, bytes: bytes.length, ...content };
    const append = () => this.#append(`${JSON.stringify(line)}\n`);
    this.#last = this.#last.then(append, append);
    return this.#last;
  }

  async #append(line: string): Promise<void> {
    const size = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    if (size > 0 && size + line.length > PUSH_POLICY.rejected.maxFileBytes) {
      await rename(this.path, this.path.replace(/(\.jsonl)?$/, '.old$1'));
    }
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(line);
    } finally {
      await file.close();
    }
  }
}
