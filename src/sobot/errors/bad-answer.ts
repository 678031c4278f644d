import { SobotError, type Verdict } from './sobot-error.ts';

/** What answered did not speak the API: an HTTP error status, HTML, half an answer. Shows at most 200 characters of it. */
export class BadAnswer extends SobotError {
  override name = 'BadAnswer';
  readonly status: number;

  constructor(facts: {
    code: string;
    status: number;
    what: string;
    text: string;
    verdict: Verdict;
    notProcessed?: boolean;
    outage?: boolean;
    throttled?: boolean;
    retryAfterMs?: number | undefined;
  }) {
    const { retryAfterMs, ...rest } = facts;
    super(`${facts.what}${excerpt(facts.text)}`, retryAfterMs === undefined ? rest : { ...rest, retryAfterMs });
    this.status = facts.status;
  }
}

function excerpt(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '') return ' (empty answer)';
  return `: ${plain.length > 200 ? `${plain.slice(0, 200)}…` : plain}`;
}
