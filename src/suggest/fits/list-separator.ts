const LIST_SEPARATORS = [';', '；', '|', '、', '，', ',', '\n', '/'] as const;

/** A separator that stands in this part of the values at least is taken for one where nothing else tells. */
const MIN_SEPARATOR_SHARE = 0.05;

/**
 * The separator that cuts the values of a column into lists: the one that leaves the most known parts, or, where nothing
 * is known, the first that occurs.
 */
export function separatorOf(texts: readonly string[], isKnown?: (text: string) => boolean): string | undefined {
  const used = LIST_SEPARATORS.filter((separator) => texts.some((text) => text.includes(separator)));
  if (isKnown === undefined) {
    return used.find(
      (separator) =>
        separator !== '/' &&
        texts.filter((text) => text.includes(separator)).length >= texts.length * MIN_SEPARATOR_SHARE,
    );
  }
  const whole = texts.filter(isKnown).length / Math.max(1, texts.length);
  const ranked = used
    .map((separator) => ({ separator, share: knownShare(texts, separator, isKnown) }))
    .filter(({ share }) => share > whole)
    .sort((a, b) => b.share - a.share);
  return ranked[0]?.separator;
}

function knownShare(texts: readonly string[], separator: string, isKnown: (text: string) => boolean): number {
  const parts = texts.flatMap((text) => splitList(text, separator));
  return parts.length === 0 ? 0 : parts.filter(isKnown).length / parts.length;
}

/** The parts of a text, trimmed, without blank ones. */
export function splitList(text: string, separator: string | undefined): string[] {
  if (separator === undefined) return text.trim() === '' ? [] : [text.trim()];
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Counts the parts of counted texts. */
export function countParts(
  texts: readonly (readonly [text: string, count: number])[],
  separator: string | undefined,
): (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const [text, count] of texts) {
    for (const part of splitList(text, separator)) counts.set(part, (counts.get(part) ?? 0) + count);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
