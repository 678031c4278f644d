import type { IncomingAnswer } from './transport.ts';

const REDACTED = '(concealed)';
/** A shorter secret can be a part of any word: it is taken out of what is told, but not out of data. */
const MIN_CHARS_IN_DATA = 8;
/** Tokens and signatures that are kept: a run has few, a process that serves for months has many. */
const MAX_TRANSIENT_SECRETS = 100;

/**
 * Takes a client's secrets out of whatever a server sends back: the app key, signatures, and every token of this
 * process. A server, or a gateway before it, may repeat what it was sent in any part of an answer.
 */
export class SecretRedactor {
  readonly #lasting: string;
  readonly #passing = new Set<string>();
  /** Each in the forms that an answer may have it in. */
  #forms: readonly string[] = [];
  #longForms: readonly string[] = [];

  /** `lasting` is the secret that stays; others come and go. */
  constructor(lasting: string) {
    this.#lasting = lasting;
    this.#refresh();
  }

  add(secret: string | undefined): void {
    if (!secret || this.#passing.has(secret)) return;
    this.#passing.add(secret);
    const [oldest] = this.#passing;
    if (this.#passing.size > MAX_TRANSIENT_SECRETS && oldest !== undefined) this.#passing.delete(oldest);
    this.#refresh();
  }

  /** The text without any secret, for a message. */
  redactText(text: string): string {
    return replaced(text, this.#forms);
  }

  /** The answer without any secret; the same where it has none, which costs no copy. */
  redactAnswer(answer: IncomingAnswer): IncomingAnswer {
    const { status, headers, bytes = Buffer.from(answer.text) } = answer;
    if (!this.#longForms.some((form) => bytes.includes(form))) return answer;
    const text = replaced(bytes.toString('utf8'), this.#longForms);
    return { status, headers, text, bytes: Buffer.from(text) };
  }

  /** For `JSON.parse`: conceals what escapes (`\u0061`) had hidden in the text. */
  readonly reviver = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? replaced(value, this.#longForms) : value;

  #refresh(): void {
    const secrets = [this.#lasting, ...this.#passing].filter((secret) => secret !== '');
    const forms = secrets.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]);
    this.#forms = [...new Set(forms)];
    this.#longForms = this.#forms.filter(({ length }) => length >= MIN_CHARS_IN_DATA);
  }
}

function replaced(text: string, forms: readonly string[]): string {
  return forms.reduce((shown, form) => shown.replaceAll(form, REDACTED), text);
}
