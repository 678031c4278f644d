import { defineCommand } from '../define-command.ts';

export const completionCommand = defineCommand({
  command: 'completion [shell]',
  describe: 'Print a script that lets the shell complete commands, flags, streams, targets, profiles and runs',
  positionals: {
    shell: { choices: ['bash', 'zsh', 'fish'] as const, describe: 'Which shell (default: the one that is used)' },
  },
  flags: {},
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'From the next shell on, Tab completes'],
    ['$0 completion zsh >> ~/.zshrc', 'The same for zsh, behind its compinit'],
    ['$0 completion fish > ~/.config/fish/completions/sobot-etl.fish', 'The same for fish'],
  ],
  async run(flags) {
    const { runCompletion } = await import('../completion/completion-scripts.ts');
    return runCompletion(flags);
  },
});
