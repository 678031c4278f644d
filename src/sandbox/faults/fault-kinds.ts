/** What can go wrong with a request, and when. */
export const faultKinds = {
  '429': 'refused for coming too fast, with Retry-After; not processed',
  '500': 'HTTP 500; not processed',
  '502': 'HTTP 502 with an HTML page, as a gateway answers; not processed',
  '503': 'HTTP 503; not processed',
  '999999': 'the unknown system exception of the API; not processed',
  html: 'HTTP 200 with an HTML page, as a proxy answers; not processed',
  'reset-before': 'the connection is reset; not processed',
  'reset-after': 'processed, then the connection is reset',
  cut: 'processed, then the connection ends in the middle of the answer',
  hang: 'never answered; not processed',
  'hang-after': 'processed, but never answered',
  'expire-token': 'every token ends now, and the call is refused for it',
} as const;

export type FaultKind = keyof typeof faultKinds;

/** How often each kind of fault comes, from 0 to 1. */
export type FaultRates = Partial<Record<FaultKind, number>>;

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(faultKinds, text);
}
