import type { LastRun } from './schedule-record.ts';

const NOTIFY_TIMEOUT_MS = 10_000;

/** Posts what became of a job, as JSON; `text` is what chat programs show. Answers what went wrong, if anything did. */
export async function postNotification(url: string, run: LastRun): Promise<string | undefined> {
  const text = `sobot-etl: ${run.job} ${run.exit_code === 0 ? 'is done' : `ended with exit code ${run.exit_code}`}`;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, ...run }),
      signal: AbortSignal.timeout(NOTIFY_TIMEOUT_MS),
    });
    return answer.ok ? undefined : `--notify-url answered HTTP ${answer.status}`;
  } catch (error) {
    // The address may hold a secret, so it is not shown.
    return `--notify-url could not be reached (${error instanceof Error ? error.name : 'unknown'})`;
  }
}
