interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly [member: string]: unknown;
}

/**
 * The columns that a JSONata expression names: the first steps of its paths, where they start at the row. Later steps and
 * what stands within a step's predicates start elsewhere, so they are not looked at.
 */
export function columnsOfExpression(ast: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'path' && Array.isArray(node.steps)) {
      const [first] = node.steps as readonly Node[];
      if (first?.type === 'name') found.add(String(first.value));
      else visit(first);
      return;
    }
    if (node.type === 'name' || node.type === 'lambda' || node.type === 'transform') return;
    if (node.type === 'apply') {
      visit(node['lhs']);
      visit(node['rhs']);
      return;
    }
    for (const [member, inner] of Object.entries(node)) {
      if (member !== 'predicate' && member !== 'stages' && member !== 'group') visit(inner);
    }
  };
  visit(ast);
  return [...found];
}
