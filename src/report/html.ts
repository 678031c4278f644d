/** Text that is markup already. Only `html` and `trusted` make it, so that whatever comes from elsewhere is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlContent = Html | string | number | undefined | false | readonly HtmlContent[];

/** Markup with values in it: text is escaped, also in attributes; lists are joined; `undefined` and `false` are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlContent[]): Html {
  return new Html(strings.reduce((text, string, index) => `${text}${rendered(values[index - 1])}${string}`));
}

/** A text of ours as it is: the style and the script of the page. */
export function trusted(text: string): Html {
  return new Html(text);
}

function rendered(value: HtmlContent): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(rendered).join('');
  if (value === undefined || value === false) return '';
  return escapeHtml(String(value));
}

/** Control characters but for tabs and line breaks. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Noncharacter_Code_Point}]/gu;

/** Characters that no page may hold, or that mean something in it; half a character would not survive being written. */
function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(FORBIDDEN, '\ufffd');
}
