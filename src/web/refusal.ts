import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A request that is answered with an error for people. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function refuse(status: ContentfulStatusCode, code: string, message: string): Refusal {
  return new Refusal(status, code, message);
}
