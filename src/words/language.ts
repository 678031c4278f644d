import { AsyncLocalStorage } from 'node:async_hooks';
import type { MessageEntry } from './message-entry.ts';

/** The languages of our own texts, each named in itself. */
export const LANGUAGES = { en: 'English', zh: '简体中文' } as const;

export type Language = keyof typeof LANGUAGES;

/** Our texts in a language other than English. */
export interface Translation {
  /** Translations of texts as they stand in the code, see `t`, by the English text; facts are `{0}`, `{1}`, …. */
  readonly phrases: Readonly<Record<string, string>>;
  /** Nouns with the counter that follows a number: `row` is `行`. */
  readonly nouns: Readonly<Record<string, string>>;
  /** Tables of messages by their names, see `defineMessages`. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, MessageEntry>>>>;
}

/** Loaded only where they are spoken, so that other runs start as fast as before. */
const LOADERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation>>> = {
  zh: async () => (await import('../chinese/index.ts')).chinese,
};

interface Spoken {
  readonly language: Language;
  readonly translation: Translation | undefined;
}

const ENGLISH: Spoken = { language: 'en', translation: undefined };
const context = new AsyncLocalStorage<Spoken>();
/** Of a process that speaks one language, as the command line does, and of a worker thread. */
let ofProcess: Spoken = ENGLISH;

/** Makes a language that of the whole process, except where `inLanguage` says otherwise. */
export async function speak(language: Language): Promise<void> {
  ofProcess = await spokenIn(language);
}

/**
 * Runs `work` with our own texts in a language: messages, summaries, reports. What programs read does not depend on it: codes,
 * statuses, JSON keys, column and file names.
 */
export async function inLanguage<Result>(language: Language, work: () => Promise<Result>): Promise<Result> {
  return context.run(await spokenIn(language), work);
}

async function spokenIn(language: Language): Promise<Spoken> {
  return language === 'en' ? ENGLISH : { language, translation: await LOADERS[language]() };
}

/** The language of texts that are made now. */
export function currentLanguage(): Language {
  return (context.getStore() ?? ofProcess).language;
}

/** The texts of the current language; undefined for English, which stands in the code. */
export function currentTranslation(): Translation | undefined {
  return (context.getStore() ?? ofProcess).translation;
}

/** The language that a tag such as `zh`, `zh-CN` or `zh_CN.UTF-8` stands for. */
export function languageOfTag(tag: string): Language | undefined {
  const [language = ''] = tag.toLowerCase().split(/[-_.@]/);
  return Object.hasOwn(LANGUAGES, language) ? (language as Language) : undefined;
}
