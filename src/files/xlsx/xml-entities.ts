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
