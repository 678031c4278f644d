/** Control characters, except tabs and line breaks, and the two code points that are not characters. */
const CONTROL_RANGES = [0, 8, 0xe, 0x1f, 0x7f, 0x9f, 0xfffe, 0xffff];
/** The vertical tab and the form feed: old programs use them as line breaks. */
const ODD_BREAK_RANGES = [0xb, 0xc];
/** UTF-16 units that may be invisible, or the first halves of such characters. */
const SUSPECT_RANGES = [
  ...[0xad, 0xad, 0x34f, 0x34f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b, 0x200f],
  ...[0x202a, 0x202e, 0x2060, 0x206f, 0x3164, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb],
  ...[0xd82f, 0xd82f, 0xd834, 0xd834, 0xdb40, 0xdb43],
];

const CONTROL = new RegExp(`[${classOf(CONTROL_RANGES)}${classOf(ODD_BREAK_RANGES)}]`);
const CONTROL_INSIDE = new RegExp(
  `[^\\s${classOf(CONTROL_RANGES)}][${classOf(CONTROL_RANGES)}]+[^\\s${classOf(CONTROL_RANGES)}]`,
);
const ALL_CONTROLS = new RegExp(`[${classOf(CONTROL_RANGES)}]`, 'g');
/** Everything that may be invisible, as the inside of a character class. */
export const POSSIBLY_INVISIBLE_CLASS = `${classOf(CONTROL_RANGES)}${classOf(ODD_BREAK_RANGES)}${classOf(SUSPECT_RANGES)}`;
/** A single character class, which is tested in 20 ns. */
const POSSIBLY_INVISIBLE = new RegExp(`[${POSSIBLY_INVISIBLE_CLASS}]`);
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb\ufffe\uffff]/gu;

/** First and last of each range, as the inside of a character class. */
function classOf(ranges: readonly number[]): string {
  const units = ranges.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`);
  return units.map((unit, at) => (at % 2 === 0 ? unit : `-${unit}`)).join('');
}

/**
 * Invisible characters that shape those around them, so that a word or an emoji is another without them: joiners in Arabic, Persian and Indic
 * words, joined emoji, flags spelled by tags, variants of emoji, Han and Mongolian characters, vowels of old Hangul and Khmer.
 */
const SHAPING = new RegExp(
  [
    // Joiners, in scripts that join their letters.
    `(?<=[\\p{L}\\p{M}])(?<=[${joiningScripts()}])(?:\\u200d|\\u200c(?=[\\p{L}\\p{M}]))`,
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
    // A flag such as that of England: a black flag, a few tags and their end.
    '(?<=\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{0,6})[\\u{e0020}-\\u{e007e}](?=[\\u{e0020}-\\u{e007e}]{0,6}\\u{e007f})',
    '(?<=\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,7})\\u{e007f}',
    '(?<=[\\p{Extended_Pictographic}\\p{So}\\p{Sm}\\p{Po}\\p{sc=Han}\\p{sc=Mongolian}\\p{sc=Myanmar}])(?<![!-~])[\\ufe00-\\ufe0f]',
    '(?<=[#*0-9])\\ufe0f(?=\\u20e3)',
    '(?<=\\p{sc=Han})[\\u{e0100}-\\u{e01ef}]|(?<=\\p{sc=Mongolian})[\\u180b-\\u180f]|(?<=\\p{sc=Khmer})[\\u17b4\\u17b5]',
    '\\u115f(?=[\\u1160-\\u11a7])|(?<=[\\u1100-\\u115f])\\u1160',
  ].join('|'),
  'gu',
);

function joiningScripts(): string {
  const scripts =
    'Arabic Syriac Nko Mandaic Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan Balinese Javanese';
  return scripts
    .split(' ')
    .map((script) => `\\p{scx=${script}}`)
    .join('');
}

/** Does the text hold a control character that is neither a tab nor a line break? */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/** Does a control character stand between two characters that are neither space nor control characters? Then it means something. */
export function hasControlInside(text: string): boolean {
  return CONTROL_INSIDE.test(text);
}

/** The text without control characters; the vertical tab and the form feed, which break lines, become line feeds. */
export function withoutControls(text: string): string {
  if (!CONTROL.test(text)) return text;
  return text.replace(/[\v\f]/g, '\n').replace(ALL_CONTROLS, '');
}

/** Does the text hold an invisible character that means nothing where it stands? */
export function hasInvisible(text: string): boolean {
  return POSSIBLY_INVISIBLE.test(text) && withoutInvisible(text) !== text;
}

/**
 * The text without invisible characters: control and zero-width characters, soft hyphens, direction marks, byte order marks. Tabs
 * and line breaks stay, and so do characters that shape others (the joiners of Persian words and of emoji).
 */
export function withoutInvisible(text: string): string {
  if (!POSSIBLY_INVISIBLE.test(text)) return text;
  return replaceMeaningless(text, (character) => (/[\v\f]/.test(character) ? '\n' : ''));
}

/** The same without those that shape others: for comparing names, addresses and numbers. */
export function withoutAnyInvisible(text: string): string {
  if (!POSSIBLY_INVISIBLE.test(text)) return text;
  return text.replace(INVISIBLE, (character) => (/[\t\n\v\f\r]/.test(character) ? ' ' : ''));
}

/** The text as messages show it: invisible characters by their codes, as in `Zhang<U+200B>Wei`. */
export function showInvisible(text: string): string {
  if (!POSSIBLY_INVISIBLE.test(text)) return text;
  return replaceMeaningless(
    text,
    (character) => `<U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** Replaces every invisible character that is not a tab or line break and does not shape others. */
function replaceMeaningless(text: string, replace: (character: string) => string): string {
  const kept = new Set<number>();
  for (const { index } of text.matchAll(SHAPING)) kept.add(index);
  return text.replace(INVISIBLE, (character, at: number) =>
    kept.has(at) || /[\t\n\r]/.test(character) ? character : replace(character),
  );
}
