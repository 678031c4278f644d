import { RE2JS } from 're2js';

const COMPILED_PATTERNS = new Map<string, RE2JS>();

/** The part of RegExp that JSONata uses, on RE2: a pattern that backtracks for ever in JavaScript takes linear time. */
export class LinearRegExp {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor(pattern: RegExp) {
    const name = `${pattern.flags}/${pattern.source}`;
    let known = COMPILED_PATTERNS.get(name);
    if (known === undefined) {
      const flags = (pattern.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (pattern.multiline ? RE2JS.MULTILINE : 0);
      known = RE2JS.compile(pattern.source, flags);
      COMPILED_PATTERNS.set(name, known);
    }
    this.#pattern = known;
  }

  exec(text: string): RegExpExecArray | null {
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    this.lastIndex = matcher.end();
    return Object.assign(groups as [string, ...string[]], { index: matcher.start(), input: text });
  }
}
