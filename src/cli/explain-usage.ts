import { nearest, t } from '../words/index.ts';
import type { Command } from './define-command.ts';

/** Rewords yargs' message about a wrong command line, and names what would be right. */
export function explainUsage(message: string, args: readonly string[], commands: readonly Command[]): string {
  const current = commands.find(({ name }) => name === args[0]);
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1];
  if (unknown !== undefined) return unknownWords(unknown.split(', '), args, current, commands);
  if (message.startsWith('Invalid values:')) return wrongChoices(message, current);
  const withoutValue = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (withoutValue !== undefined) return t`${flag(withoutValue)} needs a value`;
  if (message.startsWith('Not enough non-option arguments') && current !== undefined) {
    return t`Missing argument: sobot-etl ${current.usage}`;
  }
  return message;
}

function unknownWords(
  words: readonly string[],
  args: readonly string[],
  current: Command | undefined,
  commands: readonly Command[],
): string {
  const names = asTyped(words);
  // The words after an unknown command are irrelevant.
  if (!current) return unknownCommand(names.find((name) => args.includes(name)) ?? names[0] ?? '', commands);
  return names
    .map((name) =>
      args.includes(name)
        ? t`Unexpected argument "${name}"; a name with spaces needs quotes around it`
        : unknownFlag(name, current),
    )
    .join('\n');
}

/** Each word once: yargs names a flag with dashes again in camel case. */
function asTyped(words: readonly string[]): string[] {
  const camel = new Set(words.map(inCamelCase).filter((name, index) => name !== words[index]));
  return [...new Set(words)].filter((name) => !camel.has(name));
}

function inCamelCase(name: string): string {
  return name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function unknownFlag(name: string, { flagNames }: Command): string {
  const [near] = nearest(name, flagNames);
  return t`There is no flag ${flag(name)}${near ? t`; did you mean --${near}?` : ''}`;
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const [near] = nearest(
    name,
    commands.map((command) => command.name),
  );
  return t`There is no command "${name}"${near ? t`; did you mean: sobot-etl ${near}` : ''}`;
}

const CHOICE_LINE = /^ {2}Argument: (.+?), Given: (.+), Choices: (.+)$/gm;

function wrongChoices(message: string, current: Command | undefined): string {
  return [...message.matchAll(CHOICE_LINE)]
    .map(([, name = '', given = '', choices = '']) => {
      const known = [...choices.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
      const word = given.replace(/^"|"$/g, '');
      const [near] = nearest(word, known);
      const prefix = current?.flagNames.includes(name) ? `${flag(name)} ${word}: ` : '';
      return t`${prefix}"${word}" is not one of ${known.join(', ')}${near === undefined ? '' : t`; did you mean ${near}?`}`;
    })
    .join('\n');
}

function flag(name: string): string {
  return `${name.length === 1 ? '-' : '--'}${name}`;
}
