import { type RefusalKind, refusalCodes } from './refusal-codes.ts';

/** What the API answers instead of doing what it was asked to. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  readonly param: string;
  readonly detail: string;

  constructor(kind: RefusalKind, param = '', detail = '') {
    super(kind);
    this.kind = kind;
    this.param = param;
    this.detail = detail;
  }

  get code(): string {
    return refusalCodes[this.kind][0];
  }

  /** The text for people, in the language of the request's `language` header. */
  text(language: Language): string {
    const [, en, zh] = refusalCodes[this.kind];
    return (language === 'en' ? en : zh).replace('{param}', () => this.param).replace('{detail}', () => this.detail);
  }
}

/** The languages of texts; Chinese is the default. Source: "i18n Declaration". */
export type Language = 'en' | 'zh';

/** Refuses the call. `param` is the parameter that is wrong, `detail` what is wrong with it or would be right. */
export function refuse(kind: RefusalKind, param = '', detail = ''): never {
  throw new Refusal(kind, param, detail);
}
