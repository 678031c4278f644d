import { listed } from '../mapping/index.ts';
import { agreeing, didYouMean } from '../words/index.ts';

/** An export that cannot be done as it was asked for: an unknown filter, column or value. Nothing was read. */
export class ExportError extends Error {
  override name = 'ExportError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_SUGGESTED_NAMES = 12;

/** ` Did you mean "…"?`, or the names that there are where none is near. */
export function nameSuggestion(name: string, known: readonly string[]): string {
  const nearest = didYouMean(name, known);
  if (nearest !== '') return nearest;
  return ` There ${agreeing(known.length, 'is', 'are')} ${listed(known, MAX_SUGGESTED_NAMES)}.`;
}
