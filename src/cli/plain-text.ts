/** Controls (but tab and line feed) and marks that turn the direction of writing: a terminal obeys them. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u206a-\u206f]/gu;
const KEPT_CONTROLS = new Set(['\n', '\t']);
/** These part words, so that a space takes their place. */
const LINE_BREAKS = new Set(['\r', '\v', '\f', '\u0085', '\u2028', '\u2029']);

/**
 * A text as it may be shown: cells, file names, names of the tenant and answers of a server may hold what a terminal
 * obeys (colours, a title, the cursor's place) or what makes text read in another order.
 */
export function plainText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL_CHARACTERS, (mark) => (KEPT_CONTROLS.has(mark) ? mark : LINE_BREAKS.has(mark) ? ' ' : ''));
}

/** The same in one line, so that nothing in it can stand as a line of its own. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s*\n\s*/g, ' ');
}

/** JSON in which those marks are escaped: it says the same, and a terminal obeys nothing of it. */
export function plainJson(json: string): string {
  return json.replace(CONTROL_CHARACTERS, (mark) =>
    KEPT_CONTROLS.has(mark) ? mark : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
