export { canonicalEmail, joinedValues, telephoneForms, VALUE_SEPARATOR } from './contact-values.ts';
export { COUNTER_WORDS } from './counter-words.ts';
export {
  currentLanguage,
  inLanguage,
  LANGUAGES,
  type Language,
  languageOfTag,
  speak,
  type Translation,
} from './language.ts';
export type { MessageEntry } from './message-entry.ts';
export { defineMessages, type TranslatedMessages } from './messages.ts';
export { byDistance, didYouMean, nearest } from './nearest.ts';
export { agreeing, counted, rateText, wholeText } from './numbers.ts';
export { programVersion } from './program-version.ts';
export { skipReasonsText } from './skip-reasons.ts';
export { statusWords } from './status-words.ts';
export { alignColumns, joined, sentenceOf, shellLine, shortened } from './text-layout.ts';
export { durationText, localTimeText, twoDigits, zoneOffset } from './time-text.ts';
export { phrase, phraseKey, t, translated } from './translate.ts';
