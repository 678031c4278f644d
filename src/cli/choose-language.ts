import { UsageError } from '../app/usage-error.ts';
import { LANGUAGES, type Language, languageOfTag, t } from '../words/index.ts';

interface ChosenLanguage {
  readonly language: Language;
  /** Was it chosen on the command line? */
  readonly isGiven: boolean;
  /** The command line without the choice. */
  readonly args: readonly string[];
}

/**
 * The language of this process: `--lang`, which may stand anywhere, or else `SOBOT_ETL_LANG`, or else English, whatever the
 * locale. Errors: `UsageError` for a language that we do not speak.
 */
export function chooseLanguage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChosenLanguage {
  const rest: string[] = [];
  let given: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') {
      rest.push(...args.slice(index));
      break;
    }
    if (arg === '--lang') {
      index += 1;
      given = args[index] ?? '';
    } else if (arg.startsWith('--lang=')) given = arg.slice('--lang='.length);
    else rest.push(arg);
  }
  if (given !== undefined) return { language: checked(given, '--lang'), isGiven: true, args: rest };
  const fromEnvironment = env['SOBOT_ETL_LANG'];
  const language = fromEnvironment ? checked(fromEnvironment, 'SOBOT_ETL_LANG') : 'en';
  return { language, isGiven: false, args: rest };
}

function checked(tag: string, where: string): Language {
  const language = languageOfTag(tag);
  if (language !== undefined) return language;
  const known = Object.entries(LANGUAGES).map(([name, title]) => `${name} (${title})`);
  throw new UsageError(t`${where} takes one of ${known.join(', ')}, not "${tag}"`);
}
