export { canonicalEmail, joinedValues, telephoneForms, VALUE_SEPARATOR } from './contact-values.ts';
export { defineMessages, type MessageEntry } from './messages.ts';
export { byDistance, didYouMean, nearest } from './nearest.ts';
export { agreeing, counted, rateText, wholeText } from './numbers.ts';
export { skipReasonsText } from './skip-reasons.ts';
export { alignColumns, shellLine, shortened } from './text-layout.ts';
export { durationText, localTimeText, twoDigits, zoneOffset } from './time-text.ts';
