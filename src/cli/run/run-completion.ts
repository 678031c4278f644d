import yargs from 'yargs';
import { EXIT } from '../exit-code.ts';

/** `completion`: prints yargs' own script, which asks this program for what can come next. */
export function runCompletion({ shell }: { readonly shell?: 'bash' | 'zsh' | 'fish' | undefined }): number {
  // yargs tells the shell by the environment.
  if (shell !== undefined) {
    process.env['SHELL'] = `/bin/${shell}`;
    delete process.env['ZSH_NAME'];
  }
  yargs().scriptName('sobot-etl').showCompletionScript();
  return EXIT.done;
}
