/** Text in a code span; backquotes in it are kept. */
export function codeSpan(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A table; bars and line breaks in cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** A second-level section. */
export function markdownSection(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, '', ...lines, ''];
}

/** A block of YAML. */
export function yamlBlock(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\``;
}
