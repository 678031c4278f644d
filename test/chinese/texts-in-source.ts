import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { AGE, VALUES } from '../../src/app/options/option.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { HELP_WORDS } from '../../src/cli/main.ts';
import { streams } from '../../src/streams/index.ts';
import { targets } from '../../src/targets/index.ts';
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

/** Every node, and whether it is outside of all functions. */
function* nodesOf(value: unknown, isEarly = true): Generator<readonly [node: Node, isEarly: boolean]> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each, isEarly);
  else if (isNode(value)) {
    yield [value, isEarly];
    const isFunction = /Function|PropertyDefinition/.test(value.type);
    for (const [name, member] of Object.entries(value)) {
      if (name !== 'parent') yield* nodesOf(member, isEarly && !isFunction);
    }
  }
}

const FILES = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !/^(?:web\/client|sandbox|chinese)\//.test(path),
);

const isCallOf = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'CallExpression' && (node['callee'] as Node)['name'] === name;

/** Words that only English needs: `is` or `are`, `it` or `them`. */
function isInflection(node: Node): boolean {
  if (node.type !== 'ConditionalExpression') return isCallOf(node, 'agreeing');
  const branches = [node['consequent'], node['alternate']] as readonly Node[];
  return branches.every(({ type, value }) => type === 'Literal' && /^(?:[a-z]*)$/.test(String(value)));
}

/** Does a text come into being here: a template of `t`, a count, or a message of a table? */
function isMadeText(node: Node): boolean {
  if (node.type === 'TaggedTemplateExpression') return (node['tag'] as Node)['name'] === 't';
  if (isCallOf(node, 'counted') || isCallOf(node, 'translated')) return true;
  const owner = node.type === 'CallExpression' ? ((node['callee'] as Node)['object'] as Node | undefined) : undefined;
  return (owner?.['property'] as Node | undefined)?.['name'] === 'text';
}

/** Every text of the source in a template of `t` or marked by `phrase`, and every noun of `counted`. */
function readSource(): {
  readonly phrases: SourceText[];
  readonly nouns: SourceText[];
  /** Texts that are made while their file is loaded, when the language is not known yet. */
  readonly early: string[];
} {
  const early: string[] = [];
  const phrases: SourceText[] = [];
  const nouns: SourceText[] = [];
  for (const file of FILES) {
    const code = readFileSync(join(src, file), 'utf8');
    if (!/\bt`|\b(?:counted|phrase|translated)\(|\.text\./.test(code)) continue;
    for (const [node, isEarly] of nodesOf(parseAst(code, { lang: 'ts' }))) {
      if (isEarly && isMadeText(node)) early.push(`${file}: ${code.slice(Number(node['start']), Number(node['end']))}`);
      if (node.type === 'TaggedTemplateExpression' && (node['tag'] as Node)['name'] === 't') {
        const { quasis, expressions } = node['quasi'] as unknown as {
          readonly quasis: readonly { readonly value: { readonly cooked: string } }[];
          readonly expressions: readonly Node[];
        };
        const onlyEnglish = expressions.flatMap((each, index) => (isInflection(each) ? [index] : []));
        phrases.push({ text: phraseKey(quasis.map(({ value }) => value.cooked)), file, onlyEnglish });
      }
      if (isCallOf(node, 'phrase')) {
        const [text] = node['arguments'] as readonly Node[];
        phrases.push({ text: String(text?.['value']), file, onlyEnglish: [] });
      }
      if (isCallOf(node, 'counted')) {
        const [, noun] = node['arguments'] as readonly Node[];
        if (noun?.type === 'Literal') nouns.push({ text: String(noun['value']), file, onlyEnglish: [] });
      }
    }
  }
  return { phrases, nouns, early };
}

/** The texts of the source. */
export const SOURCE = readSource();

/** The texts of tables: the help of the commands, what flags take, what can be imported and exported. */
export const HELP_TEXTS: readonly string[] = [
  ...HELP_WORDS,
  ...[...Object.values(VALUES), AGE].map(({ is }) => is),
  ...[...targets.values()].flatMap(({ destructiveAction = [] }) => destructiveAction),
  ...[...streams.values()].map(({ summary }) => summary),
  ...commands.flatMap(({ describe, positionals, flags, examples }) => [
    String(describe),
    ...Object.values(positionals).map((each) => String(each.describe)),
    ...Object.values(flags).flatMap((flag) => [flag.describe, flag.group ?? 'Options:']),
    ...examples.map(([, what]) => what),
  ]),
].filter((text, index, all) => all.indexOf(text) === index);
