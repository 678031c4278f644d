/** A part of a section of a number format. */
export interface FormatToken {
  readonly text: string;
  /** Shown as it is: quoted, escaped, or a sign that needs neither. */
  readonly isLiteral: boolean;
  readonly isQuoted: boolean;
}

/** Signs that are shown as they are without quotes. */
const signs = " $-+/():!^&'~{}<>=";

/** Cuts a format code into its sections, which semicolons part, and these into tokens. */
export function formatSections(code: string): FormatToken[][] {
  const sections: FormatToken[][] = [[]];
  const put = (text: string, isLiteral: boolean, isQuoted = isLiteral): void => {
    sections.at(-1)?.push({ text, isLiteral, isQuoted });
  };
  for (let at = 0; at < code.length; at++) {
    const character = code[at] as string;
    if (character === ';') sections.push([]);
    else if (character === '"') {
      const end = code.indexOf('"', at + 1);
      put(code.slice(at + 1, end === -1 ? undefined : end), true);
      at = end === -1 ? code.length : end;
    } else if (character === '\\') {
      put(code[++at] ?? '', true);
    } else if (character === '_' || character === '*') {
      at++;
    } else if (character === '[') {
      const end = code.indexOf(']', at);
      const text = code.slice(at, end === -1 ? undefined : end + 1);
      // `[$CUST-409]` shows CUST; `[$-409]` is a language, all else a colour, a condition or a span of time.
      const shown = /^\[\$([^\]-]*)(?:-[^\]]*)?\]$/.exec(text)?.[1];
      if (shown === undefined) put(text, false);
      else if (shown !== '') put(shown, true);
      at = end === -1 ? code.length : end;
    } else if (/^general/i.test(code.slice(at, at + 7))) {
      put(code.slice(at, at + 7), false);
      at += 6;
    } else put(character, signs.includes(character), false);
  }
  return sections;
}
