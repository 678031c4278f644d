import { counted, wholeText } from './numbers.ts';
import { joined } from './text-layout.ts';

/** Short words for the reasons why rows are skipped, where the code itself does not say it to people. */
export const SKIP_WORDS: Readonly<Record<string, string>> = {
  create: 'to create',
  update: 'to change',
  'already-exists': 'in the CRM already',
  'not-in-crm': 'not in the CRM',
  'already-imported': 'imported before',
  'left-out': 'left out of the plan',
  'left-out-by-where': 'left out by where',
  'changed-since-run': 'kept, changed since the run',
};

/**
 * The reasons why rows were skipped, most frequent first: `12 unchanged, 3 left out of the plan`. Empty if they are not those of all
 * `skipped` rows: a resumed run knows only its own.
 */
export function skipReasonsText(counts: Readonly<Record<string, number>> | undefined, skipped: number): string {
  const entries = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  if (entries.reduce((sum, [, count]) => sum + count, 0) !== skipped) return '';
  const words = entries
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => {
      const word = SKIP_WORDS[code] ?? code.replaceAll('-', ' ');
      return counted(count, word, word, wholeText(count));
    });
  return joined(words);
}
