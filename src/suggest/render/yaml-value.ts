import { stringify } from 'yaml';

const MAX_LINE_LENGTH = 110;
/** YAML takes no longer keys unless a question mark announces them. Source: YAML 1.2.2, 7.4 and 8.2.2. */
const MAX_PLAIN_KEY_LENGTH = 1000;

/** A key and its value as lines of YAML: on one line where that is not too long. */
export function yamlEntry(key: string, value: unknown, indent: string): string[] {
  const name = flow(key);
  if (name.length > MAX_PLAIN_KEY_LENGTH) return [`${indent}? ${name}`, `${indent}: ${flow(value)}`];
  const line = `${indent}${name}: ${flow(value)}`;
  if (line.length <= MAX_LINE_LENGTH || typeof value !== 'object' || value === null || Array.isArray(value))
    return [line];
  return [
    `${indent}${name}:`,
    ...Object.entries(value).flatMap(([inner, content]) => yamlEntry(inner, content, `${indent}  `)),
  ];
}

/** A value on one line: `{ column: Email, transform: [email] }`. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, content]) => `${flow(key)}: ${flow(content)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  // Marks such as ; or / are easier to see in quotes, long digits are no numbers, and a line break must not end the line.
  if (typeof value === 'string' && (!/\p{L}/u.test(value) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)))
    return JSON.stringify(value);
  const written = stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
  return written.slice(1, -1);
}

/** Lines as comments of YAML. What comes from a spreadsheet cannot end the comment. */
export function yamlComment(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => {
    const plain = line.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
    return plain === '' ? `${indent}#` : `${indent}# ${plain}`;
  });
}
