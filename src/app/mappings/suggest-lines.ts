import type { Suggestion } from '../../suggest/index.ts';
import type { AnyConnection } from '../connection.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { suggestMapping } from '../map/suggest-mapping.ts';
import { readMappingText } from './mapping-text.ts';

const MAX_SAMPLES = 5;

/** Suggests a mapping as lines to be edited in a form, and as a whole. Errors: those of `suggestMapping`. */
export async function suggestLines(options: {
  readonly connection: AnyConnection;
  readonly file: string;
  readonly source: SourceChoice;
  readonly target: string;
}) {
  const { connection, file, source, target } = options;
  const notices: string[] = [];
  const reporter = {
    message: (_level: string, text: string | readonly string[]) => void notices.push([text].flat().join('\n')),
  };
  const { suggestion, text } = await suggestMapping({ ...source, connection, file, target, reporter });
  const { content, problems } = readMappingText(text);
  return {
    target,
    lines: [...placedLines(suggestion, content ?? {}), ...missingLines(suggestion)],
    columns: columnsOf(suggestion),
    content: content ?? { version: 1, target, fields: {} },
    yaml: text,
    notices: [...notices, ...(suggestion.missing.length > 0 ? [] : problems.map(({ message }) => message))],
  };
}

function placedLines({ placements }: Suggestion, content: Readonly<Record<string, unknown>>) {
  return placements.map(({ candidate, columns, confidence, isDoubtful, notes, alternatives }) => ({
    ...lineOf(candidate),
    spec: specIn(content, candidate),
    columns: columns.map(({ written }) => written),
    confidence,
    doubtful: isDoubtful,
    samples: columns.flatMap(({ profile }) => profile.samples.slice(0, MAX_SAMPLES)),
    notes: [...notes],
    alternatives: alternatives.map((other) => ({
      field: fieldOf(other.candidate),
      label: other.candidate.label,
      confidence: other.confidence,
    })),
  }));
}

/** Required fields for which no column was found. */
function missingLines({ missing }: Suggestion) {
  return missing.map((candidate) => ({
    ...lineOf(candidate),
    ...{ spec: null, columns: [], confidence: null, doubtful: true, samples: [], notes: [], alternatives: [] },
  }));
}

type Candidate = Suggestion['missing'][number];

function lineOf(candidate: Candidate) {
  const { section, label, required } = candidate;
  const kind =
    section === 'fields' ? ('field' as const) : section === 'custom' ? ('custom' as const) : ('section' as const);
  return { kind, field: fieldOf(candidate), label, required };
}

/** The key in `fields` or `custom`; in other sections with the section's name. */
function fieldOf({ section, key }: Candidate): string {
  return section === 'fields' || section === 'custom' ? key : `${section}.${key}`;
}

/** The line as the mapping has it; a section may be a bare column. */
function specIn(content: Readonly<Record<string, unknown>>, { section, key }: Candidate): unknown {
  const part = content[section];
  if (typeof part !== 'object' || part === null) return part ?? null;
  return (part as Record<string, unknown>)[key] ?? null;
}

function columnsOf({ table, unplaced }: Suggestion) {
  const reasons = new Map(unplaced.map(({ column, reason }) => [column.index, reason]));
  return table.columns.map(({ index, name, samples, filled }) => ({
    name,
    samples: samples.slice(0, MAX_SAMPLES),
    filled,
    unsent: reasons.get(index) ?? null,
  }));
}
