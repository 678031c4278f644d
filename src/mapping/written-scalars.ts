import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, Scalar, type YAMLMap } from 'yaml';
import { transforms } from './transforms/index.ts';

/** The sections whose members are fields; `tags` has its two fields there. */
const FIELD_SECTIONS = ['fields', 'custom', 'tags', 'stage', 'follow-up', 'blacklist'];

/**
 * Gives the scalars that become values of fields the text that stands in the file: YAML reads `0170123` as the number
 * 170123, rounds one of twenty digits, and takes the plus from `+49170`. Where a number is meant, the field's type
 * reads it from the text. Names are texts, too: the `01` of `values` and of `custom`.
 */
export function preserveScalarText(document: Document): void {
  if (!isMap(document.contents)) return;
  for (const section of FIELD_SECTIONS) {
    const fields = document.contents.get(section, true);
    if (!isMap(fields)) continue;
    keepKeys(fields);
    for (const { value } of fields.items) if (isMap(value)) keepSpec(document, value);
  }
}

/** The text of a key, as duplicates are told: `1` and `01` are two. */
export function isSameKey(one: ParsedNode, other: ParsedNode): boolean {
  return one === other || (isScalar(one) && isScalar(other) && writtenText(one) === writtenText(other));
}

function keepSpec(document: Document, spec: YAMLMap): void {
  for (const pair of spec.items) {
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key === 'const' || key === 'otherwise') pair.value = kept(document, pair.value);
    if (key === 'values' && isMap(pair.value)) {
      keepKeys(pair.value);
      for (const entry of pair.value.items) entry.value = kept(document, entry.value);
    }
    if (key === 'transform') keepParameters(document, pair.value);
  }
}

/** Parameters of transforms that are texts by themselves. */
function keepParameters(document: Document, given: unknown): void {
  for (const use of isSeq(given) ? given.items : [given]) {
    if (!isMap(use)) continue;
    for (const pair of use.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (transforms.get(name)?.takesTexts) pair.value = kept(document, pair.value);
    }
  }
}

/** The node with its written text for its value; a list with those of its items. */
function kept(document: Document, given: unknown): unknown {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (isSeq(node)) {
    node.items = node.items.map((item) => kept(document, item));
    return given;
  }
  if (!isScalar(node) || node.value === null || typeof node.value === 'string') return given;
  const text = writtenText(node);
  // What an alias names may be a number elsewhere.
  if (node !== given) return new Scalar(text);
  node.value = text;
  return node;
}

function keepKeys(map: YAMLMap): void {
  for (const { key } of map.items) if (isScalar(key)) key.value = writtenText(key);
}

function writtenText(node: Scalar | (Node & { value: unknown; source?: string })): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''));
}
