/** Markup, what XML cannot hold (control characters, halves of surrogate pairs), and an underscore that would read as an escape. */
const special = /[&<>\ufffe\uffff]|(?![\n\t])[\p{Cc}\p{Cs}]|_(?=x[0-9A-Fa-f]{4}_)/u;
const specials = new RegExp(special.source, 'gu');
const unfit = /(?![\n\t])[\p{Cc}\p{Cs}]|[\ufffe\uffff]/gu;
const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', _: '_x005F_' };

/** Text for an element. What XML cannot hold is escaped as ECMA-376 has it (ST_Xstring): a carriage return is `_x000D_`. */
export function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(
    specials,
    (character) => markup[character] ?? `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}

/** Text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(unfit, '').replace(/[&<>"\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
