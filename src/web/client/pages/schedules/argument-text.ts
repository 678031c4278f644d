/** Arguments as one text: those with spaces or quotes are in quotes. */
export function argumentText(args: readonly string[]): string {
  return args.map((arg) => (/[\s"']/.test(arg) || arg === '' ? quoted(arg) : arg)).join(' ');
}

/** The arguments in a text, separated by spaces except within quotes. */
export function argumentsIn(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

function quoted(arg: string): string {
  return arg.includes('"') ? `'${arg}'` : `"${arg}"`;
}
