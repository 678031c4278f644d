import { currentTranslation } from './language.ts';

const keys = new WeakMap<TemplateStringsArray, string>();

/**
 * A text for people with its facts, in the current language; English stands in the code. A translation has the facts in any
 * order, and may leave out those that only English needs.
 *
 * @example
 * t`Removed ${counted(runs, 'run')} from the ledger.`; // the key of its translation: Removed {0} from the ledger.
 */
export function t(
  strings: TemplateStringsArray,
  ...facts: readonly (string | number | bigint | boolean | null | undefined)[]
): string {
  const phrases = currentTranslation()?.phrases;
  const translated = phrases?.[keyOf(strings)];
  if (translated !== undefined) return translated.replace(/\{(\d+)\}/g, (_, index) => String(facts[Number(index)]));
  return strings.reduce((text, string, index) => `${text}${facts[index - 1]}${string}`);
}

/** Marks a text of a table, which is made before the language is known: `translated` says it later. */
export function phrase<const Text extends string>(text: Text): Text {
  return text;
}

/** A text of a table, such as the help of a flag, in the current language. */
export function translated(text: string): string {
  return currentTranslation()?.phrases[text] ?? text;
}

function keyOf(strings: TemplateStringsArray): string {
  const known = keys.get(strings);
  if (known !== undefined) return known;
  const key = phraseKey(strings);
  keys.set(strings, key);
  return key;
}

/** The key of a text in tables of translations, from its parts between the facts. */
export function phraseKey(parts: readonly string[]): string {
  return parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
}
