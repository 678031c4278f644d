import type { IncomingAnswer } from './http-messages.ts';
import { API_POLICY } from './policy.ts';

const POLICY = API_POLICY.redaction;

const REDACTED = '(redacted)';

/**
 * Removes a client's secrets from everything that a server sends back: the app key, signatures, and every token of this
 * process. A server, or a gateway in front of it, may echo what it was sent in any part of an answer.
 */
export class SecretRedactor {
  readonly #permanent = new Set<string>();
  readonly #transient = new Set<string>();
  /** Each secret in every form in which an answer may contain it. */
  #forms: readonly string[] = [];
  #longForms: readonly string[] = [];

  /** A secret that does not change while the client lives. */
  addPermanent(secret: string): void {
    if (this.#permanent.has(secret)) return;
    this.#permanent.add(secret);
    this.#refresh();
  }

  /** A secret that others replace. */
  add(secret: string | undefined): void {
    if (!secret || this.#transient.has(secret)) return;
    this.#transient.add(secret);
    const [oldest] = this.#transient;
    if (this.#transient.size > POLICY.maxTransientSecrets && oldest !== undefined) this.#transient.delete(oldest);
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

  /** For `JSON.parse`: redacts secrets that escapes (`\u0061`) had hidden in the text. */
  readonly reviver = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? replaced(value, this.#longForms) : value;

  #refresh(): void {
    const secrets = [...this.#permanent, ...this.#transient].filter((secret) => secret !== '');
    const forms = secrets.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]);
    this.#forms = [...new Set(forms)];
    this.#longForms = this.#forms.filter(({ length }) => length >= POLICY.minCharsInData);
  }
}

function replaced(text: string, forms: readonly string[]): string {
  return forms.reduce((redacted, form) => redacted.replaceAll(form, REDACTED), text);
}
