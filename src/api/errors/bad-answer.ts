import { shortened } from '../../words/shortened.ts';
import { type Disposition, SobotError } from './sobot-error.ts';

/** With the sign that it was cut. */
const MAX_EXCERPT_CHARS = 201;

/** What answered did not speak the API: an HTTP error status, HTML, half an answer. Shows at most 200 characters of it. */
export class BadAnswer extends SobotError {
  override name = 'BadAnswer';
  readonly status: number;

  constructor(facts: {
    code: string;
    status: number;
    what: string;
    text: string;
    disposition: Disposition;
    notProcessed?: boolean;
    outage?: boolean;
    throttled?: boolean;
    retryAfterMs?: number | undefined;
  }) {
    const { retryAfterMs, ...rest } = facts;
    super(`${facts.what}${excerpt(facts.text)}`, retryAfterMs === undefined ? rest : { ...rest, retryAfterMs });
    this.status = facts.status;
  }

  /** A redirect or a refusal (HTTP 3xx or 4xx) that is none of the API's, nor a call to slow down. */
  get isForeign(): boolean {
    return this.status >= 300 && this.status < 500 && !this.throttled && ![408, 425].includes(this.status);
  }
}

function excerpt(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '') return ' (empty answer)';
  return `: ${shortened(plain, MAX_EXCERPT_CHARS)}`;
}
