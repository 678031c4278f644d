import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How each shell is started, and made to print the line that was typed when Ctrl-G is pressed. */
const SHELLS = {
  bash: {
    command: ['bash', '--norc', '--noprofile', '-i'],
    setUp: `bind 'set bell-style none'; bind -x '"\\C-g": printf "<<%s>>" "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0'`,
  },
  zsh: {
    command: ['zsh', '-f', '-i'],
    setUp: `autoload -Uz compinit; compinit -D -u; show() { print -rn -- "<<$BUFFER>>"; BUFFER= }; zle -N show; bindkey '^G' show; setopt no_beep`,
  },
  fish: {
    command: ['fish', '--no-config', '-i'],
    setUp: `bind \\cg 'printf "<<%s>>" (commandline); commandline ""'`,
  },
} as const;

/** The file that prepares the shell: what is typed would be echoed. */
const setUpFile = (shell: string): string => `set-up-${shell}`;

export type ShellName = keyof typeof SHELLS;

/** Is the shell there? Says so if it is not; in continuous integration every shell must be. */
export function hasShell(shell: ShellName): boolean {
  if (spawnSync(shell, ['--version']).status === 0) return true;
  const missing = `${shell} is not installed, so its completion is not tested`;
  if (process.env['CI']) throw new Error(`${missing}; .ci/run installs it`);
  process.stderr.write(`${missing}\n`);
  return false;
}

/**
 * Types the beginnings of command lines into a shell on a pseudo-terminal, each followed by the Tab key. Returns the lines
 * as the shell has completed them. `script`: the file that is sourced first.
 */
export async function typedInShell(
  shell: ShellName,
  {
    cwd,
    env,
    script,
  }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly script: string },
  beginnings: readonly string[],
): Promise<string[]> {
  const { command, setUp } = SHELLS[shell];
  const child = spawn('script', ['-qec', `stty cols 200 rows 50; exec ${command.join(' ')}`, '/dev/null'], {
    cwd,
    env: { ...env, SHELL: '/bin/sh', TERM: 'xterm', LANG: 'C.UTF-8', fish_greeting: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = [...beginnings];
  const completed: string[] = [];
  let output = '';
  const typeNext = () => {
    output = '';
    const next = waiting.shift();
    if (next === undefined) child.kill();
    else child.stdin.write(`${next}\t\x07`);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [, line] = /<<([\s\S]*?)>>/.exec(output) ?? [];
    if (line === undefined) return;
    if (line !== 'ready') completed.push(line);
    typeNext();
  });
  writeFileSync(join(cwd, setUpFile(shell)), `${setUp}\nsource ./${script}\nprintf '<<ready>>'\n`);
  child.stdin.write(`source ./${setUpFile(shell)}\n`);
  await once(child, 'close');
  return completed;
}
