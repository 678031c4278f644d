import { counted, t } from '../words/index.ts';
import type { LoadedMapping } from './mapping-schema.ts';
import type { SourcePosition } from './yaml-positions.ts';

/** One fault of a mapping. */
export interface MappingProblem {
  /** Stable code: `unknown-field`, `unknown-column`, `syntax`, … */
  readonly code: string;
  /** What is wrong and what would be right, in one or two sentences. */
  readonly message: string;
  readonly position: SourcePosition;
}

/** A mapping that cannot be used, with all its faults at once. */
export class MappingError extends Error {
  override name = 'MappingError';
  readonly path: string;
  readonly problems: readonly MappingProblem[];
  /** The part of the mapping without faults, so that the rest can be checked too. */
  readonly sound: LoadedMapping | undefined;
  /** Advice that fixes all faults at once. */
  readonly remedy: string | undefined;
  readonly #text: string;

  constructor(
    path: string,
    text: string,
    problems: readonly MappingProblem[],
    { sound, remedy }: { readonly sound?: LoadedMapping | undefined; readonly remedy?: string | undefined } = {},
  ) {
    const sorted = [...problems].sort(
      (a, b) => a.position.line - b.position.line || a.position.column - b.position.column,
    );
    super(render(path, text, sorted) + (remedy === undefined ? '' : `\n\n${remedy}`));
    this.path = path;
    this.problems = sorted;
    this.sound = sound;
    this.remedy = remedy;
    this.#text = text;
  }

  /** The same error with advice that fixes all faults at once. */
  withRemedy(remedy: string): MappingError {
    return new MappingError(this.path, this.#text, this.problems, { sound: this.sound, remedy });
  }
}

function render(path: string, text: string, problems: readonly MappingProblem[]): string {
  const [first] = problems;
  if (problems.length === 1 && first?.code === 'unreadable') return `${path}: ${first.message}`;
  const shown = oneLine(path);
  const lines = text.split(/\r?\n/);
  const blocks = problems.map(({ message, position }) => {
    const head = `${shown}:${position.line}:${position.column}: ${oneLine(message)}`;
    const line = lines[position.line - 1];
    if (line === undefined || line.trim() === '') return head;
    return `${head}\n${excerpt(line, position)}`;
  });
  const count = counted(problems.length, 'problem');
  return t`${count} in the mapping:\n\n${blocks.join('\n\n')}`;
}

/** A name from a header or a list may contain line breaks; what follows one must not look like a line of our own. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ');
}

/** The line with a caret below the position; long lines are cut around it. */
function excerpt(line: string, position: SourcePosition): string {
  const width = 110;
  const start = position.column > width - 20 ? position.column - (width - 40) : 0;
  const shown = line.replaceAll('\t', ' ').slice(start, start + width);
  const number = String(position.line);
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(Math.max(0, position.column - 1 - start))}^`;
}

/** A list that is needed offline but not in the cache. */
export class LookupUnavailable extends Error {
  override name = 'LookupUnavailable';

  constructor(title: string) {
    super(t`"${title}" is needed offline but is not cached yet. Run the command once without --offline to cache it.`);
  }
}
