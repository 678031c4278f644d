/**
 * PostgreSQL stores neither U+0000 nor half of a surrogate pair, which cells of spreadsheets may have. They are stored as an escape
 * character with their code, and the escape character itself twice. JSON text never has it, since JSON escapes control characters.
 */
const ESCAPE = '\u0010';
const UNSTORABLE = new RegExp(`[\\0${ESCAPE}]|\\p{Surrogate}`, 'gu');
const ESCAPED = new RegExp(`${ESCAPE}(${ESCAPE}|[0-9a-f]{4})`, 'g');

/** The text as PostgreSQL can store it. Different texts stay different. */
export function toStoredText(text: string): string {
  if (!text.includes('\0') && !text.includes(ESCAPE) && text.isWellFormed()) return text;
  return text.replace(UNSTORABLE, (unit) =>
    unit === ESCAPE ? ESCAPE + ESCAPE : ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** The text that was stored. */
export function fromStoredText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(ESCAPED, (_, code: string) =>
    code === ESCAPE ? ESCAPE : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
