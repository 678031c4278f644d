/** How the client treats the API, in numbers. How a call that failed is retried is in `RESILIENCE_POLICY`. */
export const API_POLICY = {
  token: {
    /** A token is renewed so long before it expires, or a share of its lifetime before that is less. */
    renewAheadMs: 300_000,
    renewAheadShare: 0.1,
    /** How many fresh tokens may be refused in a row, without a successful call in between, before the run stops. */
    maxRefusedInARow: 2,
    /** How often one call gets a new token before the error counts as final. */
    maxRenewals: 5,
  },
  response: {
    /** A longer response ends the call: no page of a list comes near it. */
    maxBytes: 33_554_432,
  },
  lists: {
    /** How often the same page may come again before the server is assumed to repeat itself: records added meanwhile can shift a page onto the next. */
    maxRepeats: 2,
    /** No server gives fewer rows a page unless those are all: a shorter first page that agrees with the count needs no second request. */
    minServerPageSize: 10,
  },
  redaction: {
    /** A shorter secret can be part of any word: it is removed from messages, but not from data. */
    minCharsInData: 8,
    /** How many tokens and signatures are remembered: a run has few, a process that runs for months has many. */
    maxTransientSecrets: 100,
  },
} as const;
