import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { commands } from '../../src/cli/commands/index.ts';
import { HELP_WORDS } from '../../src/cli/main.ts';
import { phraseKey } from '../../src/words/index.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** A text of the source that people read, and where it stands. */
export interface SourceText {
  readonly text: string;
  readonly file: string;
  /** Facts that only English needs, such as the verb that agrees with a count. */
  readonly onlyEnglish: readonly number[];
}

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each);
  else if (isNode(value)) {
    yield value;
    for (const [name, member] of Object.entries(value)) if (name !== 'parent') yield* nodesOf(member);
  }
}

const FILES = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !/^(?:web\/client|sandbox|chinese)\//.test(path),
);

const isCallOf = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'CallExpression' && (node['callee'] as Node)['name'] === name;

/** Every text of the source in a template of `t`, and every noun of `counted`. */
function readSource(): { readonly phrases: SourceText[]; readonly nouns: SourceText[] } {
  const phrases: SourceText[] = [];
  const nouns: SourceText[] = [];
  for (const file of FILES) {
    const code = readFileSync(join(src, file), 'utf8');
    if (!/\bt`|\bcounted\(/.test(code)) continue;
    for (const node of nodesOf(parseAst(code, { lang: 'ts' }))) {
      if (node.type === 'TaggedTemplateExpression' && (node['tag'] as Node)['name'] === 't') {
        const { quasis, expressions } = node['quasi'] as unknown as {
          readonly quasis: readonly { readonly value: { readonly cooked: string } }[];
          readonly expressions: readonly Node[];
        };
        const onlyEnglish = expressions.flatMap((each, index) => (isCallOf(each, 'agreeing') ? [index] : []));
        phrases.push({ text: phraseKey(quasis.map(({ value }) => value.cooked)), file, onlyEnglish });
      }
      if (isCallOf(node, 'counted')) {
        const [, noun] = node['arguments'] as readonly Node[];
        if (noun?.type === 'Literal') nouns.push({ text: String(noun['value']), file, onlyEnglish: [] });
      }
    }
  }
  return { phrases, nouns };
}

/** The texts of the source. */
export const SOURCE = readSource();

/** The texts of the help: commands, their words and flags, their examples. */
export const HELP_TEXTS: readonly string[] = [
  ...HELP_WORDS,
  ...commands.flatMap(({ describe, positionals, flags, examples }) => [
    String(describe),
    ...Object.values(positionals).map((each) => String(each.describe)),
    ...Object.values(flags).flatMap((flag) => [flag.describe, flag.group ?? 'Options:']),
    ...examples.map(([, what]) => what),
  ]),
].filter((text, index, all) => all.indexOf(text) === index);
