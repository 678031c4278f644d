/** Text that is already markup. Only `html` and `trusted` create it, so everything else is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlContent = Html | string | number | undefined | false | readonly HtmlContent[];

/** Markup with interpolated values: text is escaped, also in attributes; lists are joined; `undefined` and `false` are omitted. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlContent[]): Html {
  return new Html(strings.reduce((text, string, index) => `${text}${rendered(values[index - 1])}${string}`));
}

/** Stands for markup in a text, whose words may have another order in another language. */
export const PLACE = '\ue000';

/** A text with markup in its places, in order. */
export function withMarkup(text: string, ...markup: readonly Html[]): Html {
  return html`${text.split(PLACE).map((part, at) => [at > 0 && markup[at - 1], part])}`;
}

/** Our own text, unescaped: the style and the script of the page. */
export function trusted(text: string): Html {
  return new Html(text);
}

function rendered(value: HtmlContent): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(rendered).join('');
  if (value === undefined || value === false) return '';
  return escapeHtml(String(value));
}

/** Control characters except tabs and line breaks. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Noncharacter_Code_Point}]/gu;

/** Escapes characters with a meaning in HTML and replaces those that a page must not contain, such as lone surrogates. */
function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(FORBIDDEN, '\ufffd');
}
