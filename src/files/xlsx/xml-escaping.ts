const NAMED_ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g;
const STRAY_AMPERSAND = /&(?!#x[0-9a-fA-F]{1,6};|#\d{1,7};|(?:lt|gt|amp|quot|apos);)/;

/** The text of an element with its references resolved; undefined if it is not well-formed. */
export function resolveEntities(raw: string): string | undefined {
  if (!raw.includes('&')) return normalized(raw);
  if (STRAY_AMPERSAND.test(raw)) return undefined;
  return normalized(raw).replace(
    ENTITY,
    (_whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED_ENTITIES[name] as string;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

/** XML normalises line breaks to line feeds; an intended carriage return is written as a reference. */
function normalized(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

const ESCAPED_CONTROL = /_x([0-9A-Fa-f]{4})_/g;

/** Reverses the escapes of ECMA-376 (ST_Xstring): `_x000D_` is a carriage return, `_x005F_` an underscore. */
export function unescapeCell(text: string): string {
  return text.includes('_x')
    ? text.replace(ESCAPED_CONTROL, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

/** What XML cannot hold (control characters, halves of surrogate pairs), and an underscore that would read as an escape. */
const INVALID_IN_XML = /(?![\n\t])[\p{Cc}\p{Cs}]|[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/u;
const ALL_INVALID_IN_XML = new RegExp(INVALID_IN_XML.source, 'gu');
const NEEDS_ESCAPING = new RegExp(`[&<>]|${INVALID_IN_XML.source}`, 'u');
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escapes characters that XML cannot hold as in ECMA-376 (ST_Xstring): a carriage return is `_x000D_`. Markup is not escaped. */
export function escapeControls(text: string): string {
  if (!INVALID_IN_XML.test(text)) return text;
  return text.replace(
    ALL_INVALID_IN_XML,
    (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}

/** Finds every character that may need escaping, and some that do not: a quick check, since most texts have none of them. */
const MAY_NEED_ESCAPING = /[^ -%'-;=?-^`-~\u00a0-\ud7ff\ue000-\ufffd]/;

/** Text for an element. */
export function escapeText(text: string): string {
  if (!MAY_NEED_ESCAPING.test(text) || !NEEDS_ESCAPING.test(text)) return text;
  return escapeControls(text).replace(/[&<>]/g, (character) => MARKUP[character] as string);
}

/** Text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(ALL_INVALID_IN_XML, '').replace(/[&<>"\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
