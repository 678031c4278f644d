/**
 * Folds a name so that two spellings of it compare equal: full-width forms, case, outer space and runs of space are
 * evened out. Used wherever people's names for things are matched.
 */
export function fold(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
