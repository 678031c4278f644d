import { platform } from 'node:os';

const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** A command line that a shell takes apart into exactly these words, so that it can be copied from the screen. */
export function shellLine(words: readonly string[]): string {
  return words.map(platform() === 'win32' ? windowsWord : posixWord).join(' ');
}

function posixWord(word: string): string {
  return PLAIN.test(word) && !word.includes('\\') ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function windowsWord(word: string): string {
  return PLAIN.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
