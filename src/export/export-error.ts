import { listed } from '../mapping/index.ts';
import { didYouMean, t } from '../words/index.ts';

/** An export that cannot be run as requested, for example because of an unknown filter, column or value. Nothing was read. */
export class ExportError extends Error {
  override name = 'ExportError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_SUGGESTED_NAMES = 12;

/** ` Did you mean "…"?`, or all known names if none is similar. */
export function nameSuggestion(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || t` Available: ${listed(known, MAX_SUGGESTED_NAMES)}.`;
}
