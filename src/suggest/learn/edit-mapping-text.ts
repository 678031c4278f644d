import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Node, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml';
import { type FieldSpecObject, type LoadedMapping, parseMapping } from '../../mapping/index.ts';
import { type SpecChange, withSpecs } from './prove.ts';

/** A replaced part of a text, by its offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A flow collection that would be longer is written over several lines. */
const MAX_FLOW_CHARS = 100;

/**
 * The edits that give fields of a mapping's text their new specs; everything else, comments and layout included, stays as it
 * is. Undefined if the text cannot be edited in this way, as where a field is an alias.
 */
export function editMappingText(mapping: LoadedMapping, changes: readonly SpecChange[]): TextEdit[] | undefined {
  const { text } = mapping;
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const edits: TextEdit[] = [];
  for (const { field, spec } of changes) {
    const parent = document.getIn(field.path.slice(0, -1), true);
    const pair = isMap(parent) ? pairOf(parent, String(field.path.at(-1))) : document.contents;
    const value = isMap(parent) ? (pair as Pair | undefined)?.value : undefined;
    const found = specEdits(text, value as Node | undefined, { before: field.spec, spec });
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  const edited = applyEdits(text, edits);
  const isRight = holds(() =>
    isDeepStrictEqual(parseMapping(edited, mapping.path).content, parsedAgain(withSpecs(mapping, changes)).content),
  );
  return isRight ? edits.toSorted((one, other) => one.start - other.start) : undefined;
}

/** The text with its edits; insertions at the same place stand in their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .toSorted((one, other) => other.start - one.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}

function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** The mapping as its content reads when it is written: a number that `values` lists is kept as its text. */
function parsedAgain(mapping: LoadedMapping): LoadedMapping {
  return parseMapping(stringify(mapping.content), mapping.path);
}

function specEdits(
  text: string,
  value: Node | undefined,
  { before, spec }: { readonly before: FieldSpecObject; readonly spec: FieldSpecObject },
): TextEdit[] | undefined {
  const range = value?.range;
  if (value === undefined || !range) return undefined;
  if (isScalar(value)) return [{ start: range[0], end: range[1], text: newSpec(text, range[0], spec) }];
  if (!isMap(value)) return undefined;
  const edits: TextEdit[] = [];
  const added: [string, unknown][] = [];
  for (const [key, now] of Object.entries(spec)) {
    if (isDeepStrictEqual(now, before[key as keyof FieldSpecObject])) continue;
    const there = pairOf(value, key)?.value as Node | undefined;
    if (there === undefined) added.push([key, now]);
    else if (key === 'values' && isMap(there)) {
      const entries = Object.entries(now as object).filter(([name]) => !Object.hasOwn(before.values ?? {}, name));
      const edit = insertion(text, there, entries);
      if (edit === undefined) return undefined;
      edits.push(edit);
    } else if (there.range) edits.push({ start: there.range[0], end: there.range[1], text: flow(now) });
  }
  if (added.length === 0) return edits;
  const edit = insertion(text, value, added);
  return edit && [...edits, edit];
}

/** Adds entries after the last one of a map, in its style. */
function insertion(text: string, map: YAMLMap, entries: readonly (readonly [string, unknown])[]): TextEdit | undefined {
  const last = map.items.at(-1);
  const end = endOf(last);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  if (map.flow) {
    const inLine = entries.map(([key, value]) => `, ${flowEntry(key, value)}`).join('');
    const indent = ' '.repeat(indentAt(text, map.range?.[0] ?? 0) + 4);
    const broken = entries
      .map(([key, value]) => `,${lineBreak}${indent}${brokenEntry(key, value, lineBreak + indent)}`)
      .join('');
    const added = inLine.length > MAX_FLOW_CHARS ? broken : inLine;
    if (end !== undefined) return { start: end, end, text: added };
    const start = (map.range?.[0] ?? 0) + 1;
    return { start, end: start, text: ` ${added.slice(1).trim()} ` };
  }
  const start = (last?.key as Node | undefined)?.range?.[0];
  if (end === undefined || start === undefined) return undefined;
  const indent = ' '.repeat(start - lineStart(text, start));
  const after = text.indexOf('\n', end);
  const at = after < 0 ? text.length : text[after - 1] === '\r' ? after - 1 : after;
  const lines = entries.map(([key, value]) => lineBreak + indent + blockEntry(key, value, lineBreak + indent)).join('');
  return { start: at, end: at, text: lines };
}

/** The end of an entry, without the line breaks after it. */
function endOf(pair: Pair | undefined): number | undefined {
  const node = (pair?.value ?? pair?.key) as Node | undefined;
  const [start, end] = node?.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  if (isMap(node) && !node.flow) return endOf(node.items.at(-1));
  return end > start ? end : ((pair?.key as Node | undefined)?.range?.[1] ?? end);
}

/** The long form of a field that was only a column's name. */
function newSpec(text: string, at: number, spec: FieldSpecObject): string {
  const inLine = flow(spec);
  if (inLine.length <= MAX_FLOW_CHARS) return inLine;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = `${lineBreak}${' '.repeat(indentAt(text, at) + 2)}`;
  return Object.entries(spec)
    .map(([key, value]) => indent + blockEntry(key, value, indent))
    .join('');
}

/** An entry of a flow collection; the entries of a long map in it have lines of their own. `indent`: a line break and its indentation. */
function brokenEntry(key: string, value: unknown, indent: string): string {
  const inLine = flowEntry(key, value);
  if (inLine.length <= MAX_FLOW_CHARS || !isRecord(value)) return inLine;
  const entries = Object.entries(value).map(([name, each]) => `${indent}  ${flowEntry(name, each)}`);
  return `${flowScalar(key)}: {${entries.join(',')}${indent}}`;
}

/** The same in block style. */
function blockEntry(key: string, value: unknown, indent: string): string {
  const inLine = flowEntry(key, value);
  if (inLine.length <= MAX_FLOW_CHARS || !isRecord(value)) return inLine;
  const entries = Object.entries(value).map(([name, each]) => `${indent}  ${flowEntry(name, each)}`);
  return `${flowScalar(key)}:${entries.join('')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in YAML's flow style, spaced as the docs write mappings. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return flowScalar(value);
  const entries = Object.entries(value).map(([key, each]) => flowEntry(key, each));
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function flowEntry(key: string, value: unknown): string {
  const isText = key === 'column' || typeof value !== 'string';
  return `${flowScalar(key)}: ${isText ? flow(value) : flowScalar(plainNumber(value))}`;
}

/** Quoted where it would be read as something else inside a flow collection. */
function flowScalar(value: unknown): string {
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
}

/** Digits are written as the numbers that they were; what they become is read as text again. */
function plainNumber(text: string): string | number {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.source ?? pair.key.value) === key);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** By how much the line is indented. */
function indentAt(text: string, at: number): number {
  return /^ */.exec(text.slice(lineStart(text, at)))?.[0].length ?? 0;
}
