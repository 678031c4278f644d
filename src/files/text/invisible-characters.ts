/** Control characters, but those that break lines or are a tab, and the two code points that are no characters. */
const CONTROL_RANGES = [0, 8, 0xe, 0x1f, 0x7f, 0x9f, 0xfffe, 0xffff];
/** The vertical tab and the form feed: programs of old break lines by them. */
const ODD_BREAK_RANGES = [0xb, 0xc];
/** UTF-16 units that may be invisible, or the first halves of characters that are. */
const SUSPECT_RANGES = [
  ...[0xad, 0xad, 0x34f, 0x34f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b, 0x200f],
  ...[0x202a, 0x202e, 0x2060, 0x206f, 0x3164, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb],
  ...[0xd82f, 0xd82f, 0xd834, 0xd834, 0xdb40, 0xdb43],
];

const control = new RegExp(`[${classOf(CONTROL_RANGES)}${classOf(ODD_BREAK_RANGES)}]`);
const controlInside = new RegExp(
  `[^\\s${classOf(CONTROL_RANGES)}][${classOf(CONTROL_RANGES)}]+[^\\s${classOf(CONTROL_RANGES)}]`,
);
const allControls = new RegExp(`[${classOf(CONTROL_RANGES)}]`, 'g');
/** All that may be invisible, as a class of a regular expression has it within its brackets. */
export const suspectClass = `${classOf(CONTROL_RANGES)}${classOf(ODD_BREAK_RANGES)}${classOf(SUSPECT_RANGES)}`;
/** One class, which is tested in 20 ns. */
const suspect = new RegExp(`[${suspectClass}]`);
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb\ufffe\uffff]/gu;

/** First and last of each range, as a class of a regular expression has them. */
function classOf(ranges: readonly number[]): string {
  const units = ranges.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`);
  return units.map((unit, at) => (at % 2 === 0 ? unit : `-${unit}`)).join('');
}

/**
 * What shapes the characters around it, so that a word or an emoji is another without it: joiners in Arabic, Persian and Indic
 * words, joined emoji, flags spelled by tags, variants of emoji, Han and Mongolian characters, vowels of old Hangul and Khmer.
 */
const shaping = new RegExp(
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
  return control.test(text);
}

/** Does a control character stand between two others that are neither space nor control characters? Then it means something. */
export function hasControlInside(text: string): boolean {
  return controlInside.test(text);
}

/** The text without control characters; the vertical tab and the form feed, which break lines, become line feeds. */
export function withoutControls(text: string): string {
  if (!control.test(text)) return text;
  return text.replace(/[\v\f]/g, '\n').replace(allControls, '');
}

/** Does the text hold something that nobody sees and that means nothing where it stands? */
export function hasInvisible(text: string): boolean {
  return suspect.test(text) && withoutInvisible(text) !== text;
}

/**
 * The text without what nobody sees: control and zero-width characters, soft hyphens, marks of direction, byte order marks. Tabs
 * and line breaks stay, and so does what shapes the characters around it (the joiners of Persian words and of emoji).
 */
export function withoutInvisible(text: string): string {
  if (!suspect.test(text)) return text;
  return replaceMeaningless(text, (character) => (/[\v\f]/.test(character) ? '\n' : ''));
}

/** The same, but nothing that is invisible stays, whatever it shapes: for comparing names, addresses and numbers. */
export function withoutAnyInvisible(text: string): string {
  if (!suspect.test(text)) return text;
  return text.replace(invisible, (character) => (/[\t\n\v\f\r]/.test(character) ? ' ' : ''));
}

/** The text as messages show it: what nobody sees by its code, as in `Zhang<U+200B>Wei`. */
export function showInvisible(text: string): string {
  if (!suspect.test(text)) return text;
  return replaceMeaningless(
    text,
    (character) => `<U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** Replaces each invisible character that is no tab or line break and shapes nothing. */
function replaceMeaningless(text: string, replace: (character: string) => string): string {
  const kept = new Set<number>();
  for (const { index } of text.matchAll(shaping)) kept.add(index);
  return text.replace(invisible, (character, at: number) =>
    kept.has(at) || /[\t\n\r]/.test(character) ? character : replace(character),
  );
}
