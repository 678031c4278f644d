const NAMED_ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const entity = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g;
const stray = /&(?!#x[0-9a-fA-F]{1,6};|#\d{1,7};|(?:lt|gt|amp|quot|apos);)/;

/** Text of an element with its references resolved, or nothing where it is not well-formed. */
export function resolveEntities(raw: string): string | undefined {
  if (!raw.includes('&')) return normalized(raw);
  if (stray.test(raw)) return undefined;
  return normalized(raw).replace(
    entity,
    (_whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED_ENTITIES[name] as string;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

/** XML has line feeds only; a carriage return that is meant is written as a reference. */
function normalized(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

const escaped = /_x([0-9A-Fa-f]{4})_/g;

/** Undoes the escapes of ECMA-376 (ST_Xstring): `_x000D_` is a carriage return, `_x005F_` an underscore. */
export function unescapeCell(text: string): string {
  return text.includes('_x')
    ? text.replace(escaped, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

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
