/** What a number format makes of a number, as far as its text carries information that the number does not. */
export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'percent' }
  /** Dates and times; `time` formats show no day, `duration` formats count hours past 24. */
  | { readonly kind: 'date' | 'time' | 'datetime' | 'duration' }
  /** Leading zeros and literals, such as `00000` or `000-0000-0000`. */
  | { readonly kind: 'digits'; readonly pattern: readonly string[] };

const plain: NumberFormat = { kind: 'plain' };
const percent: NumberFormat = { kind: 'percent' };

/** Formats that a file may use by number without defining them (ECMA-376, 18.8.30), East Asian dates included. */
const builtIn: readonly (readonly [format: NumberFormat, ids: readonly number[]])[] = [
  [percent, [9, 10]],
  [{ kind: 'date' }, [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]],
  [{ kind: 'time' }, [18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56]],
  [{ kind: 'datetime' }, [22]],
  [{ kind: 'duration' }, [46]],
];

/** A format by its number, where the file does not define it. */
export function builtInFormat(id: number): NumberFormat {
  return builtIn.find(([, ids]) => ids.includes(id))?.[0] ?? plain;
}

/** Reads a format code such as `yyyy-mm-dd` or `00000`. Its first section, for positive numbers, decides. */
export function parseFormat(code: string): NumberFormat {
  const tokens = tokenize(code);
  const bare = tokens
    .filter(({ literal }) => !literal)
    .map(({ text }) => text)
    .join('')
    .replace(/general/gi, '');
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return { kind: 'duration' };
  const letters = bare.replace(/\[[^\]]*\]/g, '');
  const clock = /[hs]|am\/pm|a\/p/i.test(letters.replace(/e[+-]/gi, ''));
  const day = /[yd]/i.test(letters) || (!clock && /m/i.test(letters));
  if (day || clock) return { kind: day && clock ? 'datetime' : day ? 'date' : 'time' };
  if (letters.includes('%')) return percent;
  return digitsFormat(tokens) ?? plain;
}

interface Token {
  readonly text: string;
  /** Shown as it is: quoted, escaped, or a sign that needs neither. */
  readonly literal: boolean;
}

/** Cuts the first section of a format code. */
function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < code.length; at++) {
    const character = code[at] as string;
    if (character === ';') break;
    if (character === '"') {
      const end = code.indexOf('"', at + 1);
      tokens.push({ text: code.slice(at + 1, end === -1 ? undefined : end), literal: true });
      at = end === -1 ? code.length : end;
    } else if (character === '\\') {
      tokens.push({ text: code[++at] ?? '', literal: true });
    } else if (character === '_' || character === '*') {
      at++;
    } else if (character === '[') {
      const end = code.indexOf(']', at);
      tokens.push({ text: code.slice(at, end === -1 ? undefined : end + 1), literal: false });
      at = end === -1 ? code.length : end;
    } else {
      tokens.push({ text: character, literal: ' -()/+:'.includes(character) && !/[a-z]/i.test(code) });
    }
  }
  return tokens;
}

/** Only zeros, at least two, and literals between them; or a plus sign before one, as telephone numbers have. */
function digitsFormat(tokens: readonly Token[]): NumberFormat | undefined {
  const shown = tokens.filter(({ text }) => !text.startsWith('['));
  const zeros = shown.filter(({ text, literal }) => !literal && text === '0').length;
  const isPhone = zeros === 1 && shown[0]?.text === '+';
  if ((zeros < 2 && !isPhone) || shown.some(({ text, literal }) => !literal && text !== '0')) return undefined;
  return { kind: 'digits', pattern: shown.map(({ text, literal }) => (literal ? `"${text}` : '0')) };
}

/** A whole number in a `digits` format: `13800138000` in `000-0000-0000` is `138-0013-8000`. */
export function formatDigits(digits: string, pattern: readonly string[]): string {
  const places = pattern.filter((each) => each === '0').length;
  const padded = digits.padStart(places, '0');
  let at = padded.length - places;
  let text = '';
  let first = true;
  for (const each of pattern) {
    if (each !== '0') text += each.slice(1);
    else {
      text += first ? padded.slice(0, at + 1) : padded[at];
      first = false;
      at++;
    }
  }
  return text;
}
