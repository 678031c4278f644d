import type { PostgresConnection, PostgresDatabase } from '../ledger/index.ts';

/** Says that a queue has offers. */
const QUEUE_CHANNEL = 'distributed-queue';
/** Says that something about a run has changed: its chunks, or that it stops. */
const RUN_CHANNEL = 'distributed-run';

/** The database's time in epoch milliseconds, as SQL. */
export const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Tells all processes, at the end of the transaction, that a queue has offers. */
export function announceOffers(
  database: PostgresDatabase,
  connection: PostgresConnection,
  queue: string,
): Promise<void> {
  return database.notify(QUEUE_CHANNEL, queue, connection);
}

/** Tells all processes, at the end of the transaction, that something about a run has changed. */
export function announceRun(database: PostgresDatabase, connection: PostgresConnection, run: number): Promise<void> {
  return database.notify(RUN_CHANNEL, String(run), connection);
}

/** What to do when something is announced. Called without an argument if something may have been missed. */
interface Listeners {
  readonly onOffers: (queue: string | undefined) => void;
  readonly onRun: (run: number | undefined) => void;
}

/** Listens to what is announced. Returns a function that ends it. */
export async function listenTo(
  database: PostgresDatabase,
  { onOffers, onRun }: Listeners,
): Promise<() => Promise<void>> {
  const listening = await Promise.all([
    database.listen(QUEUE_CHANNEL, (queue) => onOffers(queue)),
    database.listen(RUN_CHANNEL, (run) => onRun(run === undefined ? undefined : Number(run))),
  ]);
  return async () => {
    await Promise.all(listening.map(({ stop }) => stop()));
  };
}
