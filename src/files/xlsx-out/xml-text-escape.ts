/** What XML cannot hold (control characters, halves of surrogate pairs), and an underscore that would read as an escape. */
const unfit = /(?![\n\t])[\p{Cc}\p{Cs}]|[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/u;
const unfits = new RegExp(unfit.source, 'gu');
const special = new RegExp(`[&<>]|${unfit.source}`, 'u');
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escapes what XML cannot hold as ECMA-376 has it (ST_Xstring): a carriage return is `_x000D_`. Markup is left alone. */
export function escapeControls(text: string): string {
  if (!unfit.test(text)) return text;
  return text.replace(
    unfits,
    (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}

/** Finds all that may have to be escaped, and some that need not be: quickly, as most texts have none of it. */
const doubtful = /[^ -%'-;=?-^`-~\u00a0-\ud7ff\ue000-\ufffd]/;

/** Text for an element. */
export function escapeText(text: string): string {
  if (!doubtful.test(text) || !special.test(text)) return text;
  return escapeControls(text).replace(/[&<>]/g, (character) => MARKUP[character] as string);
}

/** Text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(unfits, '').replace(/[&<>"\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
