import { existsSync } from 'node:fs';
import type { Command } from '../define-command.ts';
import { complete } from './complete.ts';

/** How a shell's script tells that it may offer files, too. */
const FILES_MARKER = ':files';

/** Answers the script of a shell: a line for each candidate, its meaning behind a tab. */
export async function printCompletion(words: readonly string[], commands: readonly Command[]): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { candidates, files } = await complete(words, commands);
  const lines = candidates.map(({ value, describe }) => `${value}\t${describe.replace(/\s+/g, ' ')}`);
  process.stdout.write([...lines, ...(files ? [FILES_MARKER] : []), ''].join('\n'));
}
