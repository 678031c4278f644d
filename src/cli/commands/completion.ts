import { defineCommand } from '../define-command.ts';

export const completionCommand = defineCommand({
  command: 'completion [shell]',
  describe: 'Print a script that lets the shell complete commands, flags, streams, targets, profiles and runs',
  positionals: {
    shell: { choices: ['bash', 'zsh', 'fish'] as const, describe: 'Shell (default: the current one)' },
  },
  flags: {},
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'Tab completes in every new shell'],
    ['$0 completion zsh >> ~/.zshrc', 'The same for zsh, after its compinit'],
    ['$0 completion fish > ~/.config/fish/completions/sobot-etl.fish', 'The same for fish'],
  ],
  async run(flags) {
    const { runCompletion } = await import('../completion/completion-scripts.ts');
    return runCompletion(flags);
  },
});
