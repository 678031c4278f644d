import { RET_CODES, type RetCodeKind } from './refusal-codes.ts';

/** What the API answers instead of doing what it was asked to. */
export class RetCodeError extends Error {
  override name = 'Refusal';
  readonly kind: RetCodeKind;
  readonly param: string;
  readonly detail: string;

  constructor(kind: RetCodeKind, param = '', detail = '') {
    super(kind);
    this.kind = kind;
    this.param = param;
    this.detail = detail;
  }

  get code(): string {
    return RET_CODES[this.kind][0];
  }

  /** The text for people, in the language of the request's `language` header. */
  text(language: Language): string {
    const [, en, zh] = RET_CODES[this.kind];
    return (language === 'en' ? en : zh).replace('{param}', () => this.param).replace('{detail}', () => this.detail);
  }
}

/** The languages of texts; Chinese is the default. Source: "i18n Declaration". */
export type Language = 'en' | 'zh';

/** Refuses the call. `param` is the parameter that is wrong, `detail` what is wrong with it or would be right. */
export function refuse(kind: RetCodeKind, param = '', detail = ''): never {
  throw new RetCodeError(kind, param, detail);
}
