/** The text, or where it is longer its beginning with `…`, together at most `maxChars` UTF-16 units; no character is halved. */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
