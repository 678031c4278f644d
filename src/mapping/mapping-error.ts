import { counted } from '../words/index.ts';
import type { LoadedMapping } from './mapping-schema.ts';
import type { SourcePosition } from './yaml-positions.ts';

/** One thing that is wrong with a mapping. */
export interface MappingProblem {
  /** Stable code: `unknown-field`, `unknown-column`, `syntax`, … */
  readonly code: string;
  /** What is wrong and what would be right, in a sentence or two. */
  readonly message: string;
  readonly position: SourcePosition;
}

/** A mapping that cannot be used, with everything that is wrong with it at once. */
export class MappingError extends Error {
  override name = 'MappingError';
  readonly path: string;
  readonly problems: readonly MappingProblem[];
  /** What of the mapping can be used, so that more can be checked than is wrong already. */
  readonly sound: LoadedMapping | undefined;
  /** What would put all of it right at once. */
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

  /** The same error, and what would put all of it right. */
  withRemedy(remedy: string): MappingError {
    return new MappingError(this.path, this.#text, this.problems, { sound: this.sound, remedy });
  }
}

function render(path: string, text: string, problems: readonly MappingProblem[]): string {
  const [first] = problems;
  if (problems.length === 1 && first?.code === 'unreadable') return `${path}: ${first.message}`;
  const shown = oneLine(path);
  const lines = text.split(/\r?\n/);
  const blocks = problems.map(({ message, position: place }) => {
    const head = `${shown}:${place.line}:${place.column}: ${oneLine(message)}`;
    const line = lines[place.line - 1];
    if (line === undefined || line.trim() === '') return head;
    return `${head}\n${excerpt(line, place)}`;
  });
  const count = counted(problems.length, 'problem');
  return `${count} in the mapping:\n\n${blocks.join('\n\n')}`;
}

/** A name from a header or a list may hold line breaks, after which nothing must look like a line of ours. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ');
}

/** The line with a caret below the place; long lines are cut around it. */
function excerpt(line: string, place: SourcePosition): string {
  const width = 110;
  const start = place.column > width - 20 ? place.column - (width - 40) : 0;
  const shown = line.replaceAll('\t', ' ').slice(start, start + width);
  const number = String(place.line);
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(Math.max(0, place.column - 1 - start))}^`;
}

/** A list that is needed offline but was never read. */
export class LookupUnavailable extends Error {
  override name = 'LookupUnavailable';

  constructor(title: string) {
    super(`"${title}" is needed offline, but was never read. Run once without --offline; then it is kept.`);
  }
}
