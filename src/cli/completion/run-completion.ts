import { basename } from 'node:path';
import { EXIT } from '../exit-code.ts';
import { COMPLETION_SCRIPTS } from './scripts.ts';

/** `completion`: prints what a shell has to be told; without a name, the shell that is used. */
export function runCompletion({ shell }: { readonly shell?: 'bash' | 'zsh' | 'fish' | undefined }): number {
  const used = process.env['ZSH_NAME'] ? 'zsh' : basename(process.env['SHELL'] ?? 'bash');
  const name = shell ?? (used in COMPLETION_SCRIPTS ? (used as keyof typeof COMPLETION_SCRIPTS) : 'bash');
  process.stdout.write(COMPLETION_SCRIPTS[name]);
  return EXIT.done;
}
