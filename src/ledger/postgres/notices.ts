import { SCHEMA } from './connections.ts';
import type { Session, SessionConnection, SessionUser } from './session.ts';
import { fromStoredText } from './stored-text.ts';

/** Is called with what was said; with undefined after the connection was lost, when something may have been missed. */
export type NoticeHandler = (payload: string | undefined) => void;

/** Says something on a channel. */
export const NOTIFY = 'SELECT pg_notify(?, ?)';

/** What processes that use the same database tell each other. */
export class Notices implements SessionUser {
  readonly #session: Session;
  readonly #handlers = new Map<string, Set<NoticeHandler>>();
  /** The channels that a connection has listened to. */
  readonly #heard = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    session.add(this);
  }

  /** Channels belong to the whole database. */
  static nameOf(channel: string): string {
    return `${SCHEMA}.${channel}`;
  }

  get isInUse(): boolean {
    return this.#handlers.size > 0;
  }

  async listen(channel: string, handler: NoticeHandler): Promise<{ stop(): Promise<void> }> {
    const name = Notices.nameOf(channel);
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(handler));
    try {
      await this.#session.query(`LISTEN ${quoted(name)}`);
      this.#heard.add(name);
    } catch (error) {
      await this.#stop(name, handler);
      throw error;
    }
    return { stop: () => this.#stop(name, handler) };
  }

  async restore(connection: SessionConnection): Promise<void> {
    connection.client.on('notification', ({ channel, payload = '' }) => this.#tell(channel, fromStoredText(payload)));
    for (const channel of this.#handlers.keys()) {
      await connection.query(`LISTEN ${quoted(channel)}`);
      if (this.#heard.has(channel)) this.#tell(channel, undefined);
    }
  }

  /** Whoever needs the database learns from it that it is gone. */
  giveUp(): void {}

  #tell(channel: string, payload: string | undefined): void {
    for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
  }

  async #stop(name: string, handler: NoticeHandler): Promise<void> {
    const handlers = this.#handlers.get(name);
    if (!handlers?.delete(handler) || handlers.size > 0) return;
    this.#handlers.delete(name);
    this.#heard.delete(name);
    await this.#session.queryIfOpen(`UNLISTEN ${quoted(name)}`);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
