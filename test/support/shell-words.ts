/** The words of a command line as a shell hands them over, up to the first pipe or redirection. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(?:[|&]|\d?[<>])/.test(token)) break;
    words.push(token.replace(/"([^"]*)"|'([^']*)'/g, (_, double: string, single: string) => double ?? single));
  }
  return words;
}
