import type { SuggestedMapping } from '../../app/map/suggest-mapping.ts';
import { type LinkedMapping, linkNote } from '../../app/map/suggest-mappings.ts';
import { shorten } from '../../mapping/index.ts';
import type { FieldCandidate, Placement, Suggestion } from '../../suggest/index.ts';
import { counted, shellLine, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

/** The end of `map`: the mapping or its facts on standard output, and a summary for people. */
export function printSuggestion(
  terminal: Terminal,
  made: SuggestedMapping,
  { json }: { readonly json: boolean },
): void {
  const { suggestion, input, output, text } = made;
  if (json) terminal.data(JSON.stringify(suggestionFacts(made)));
  else if (output === undefined) terminal.data(text.trimEnd());
  const next =
    output === undefined
      ? t`To write it to a file: ${shellLine(['sobot-etl', 'map', input, '--target', suggestion.target.name, '-o', 'mapping.yaml'])}`
      : t`Review it, then: ${shellLine(['sobot-etl', 'check', input, '-m', output])}`;
  terminal.say([...suggestionLines(suggestion, output), next].join('\n'));
}

/** The end of `map` for several files, and the plan that imports them. */
export function printSuggestions(
  terminal: Terminal,
  { plan, steps }: { readonly plan: string; readonly steps: readonly LinkedMapping[] },
  { json }: { readonly json: boolean },
): void {
  if (json) {
    const facts = steps.map((made) => {
      const { link } = made;
      const linked = link && { column: link.name, to: link.to, rows: link.filled, found: link.found };
      return { ...suggestionFacts(made), ...(linked && { link: linked }) };
    });
    terminal.data(JSON.stringify({ command: 'map', files: { plan }, steps: facts }));
  }
  for (const { input, suggestion, output, link } of steps) {
    const linkLines = link === undefined ? [] : [t`"${link.name}" holds company names: ${linkNote(link)}`];
    terminal.say(
      [t`${input} as ${suggestion.target.name}`, ...linkLines, ...suggestionLines(suggestion, output)].join('\n'),
    );
  }
  if (!steps.some(({ link }) => link)) terminal.say(t`No column in one file names the companies in another.`);
  terminal.say(t`The plan imports them in this order: ${plan}`);
  terminal.say(t`Review them, then: ${shellLine(['sobot-etl', 'check', plan])}`);
}

/** Lines about what was mapped, and what needs review. */
export function suggestionLines(suggestion: Suggestion, output: string | undefined): string[] {
  const { placements, unplaced, missing, table } = suggestion;
  const placed = new Set(placements.flatMap(({ columns }) => columns.map(({ written }) => written)));
  const doubtful = placements.filter(({ isDoubtful }) => isDoubtful);
  return [
    t`${placed.size} of ${counted(placed.size + unplaced.length, 'column')} mapped, based on their names and ${counted(table.rows, 'row')}${output === undefined ? '' : `: ${output}`}`,
    ...(doubtful.length === 0 ? [] : [t`Doubtful: ${doubtful.map(describe).join(', ')}`]),
    ...(unplaced.length === 0 ? [] : [t`Not sent: ${unplaced.map(({ column }) => column.name).join(', ')}`]),
    ...unsentLines(placements),
    ...placements.flatMap(({ columns, warnings }) =>
      warnings.map((warning) => `${columns.map(({ written }) => written).join(' + ')}: ${warning}`),
    ),
    ...missing.map(
      (candidate) =>
        t`Missing: ${candidate.label} (${fieldPathOf(candidate)}); no column seems to hold it. Add it to the mapping.`,
    ),
  ];
}

/** The most values that a summary lists. */
const MAX_UNSENT = 20;

/** Lists the values that would not be sent, so that nobody has to search for them in the mapping. */
function unsentLines(placements: readonly Placement[]): string[] {
  const all = placements
    .flatMap(({ columns, unsent }) => unsent.map((one) => ({ ...one, column: columns.map(({ written }) => written) })))
    .sort((a, b) => b.rows - a.rows);
  if (all.length === 0) return [];
  const more = all.length - MAX_UNSENT;
  return [
    t`Values that will not be sent (null in the mapping); replace null with what they mean:`,
    ...all
      .slice(0, MAX_UNSENT)
      .map(
        ({ column, value, rows, reason }) =>
          t`  ${column.join(' + ')}: "${shorten(value)}", ${counted(rows, 'row')}; it ${reason}`,
      ),
    ...(more > 0 ? [t`  and ${counted(more, 'more value')}`] : []),
  ];
}

function describe({ candidate, columns }: Placement): string {
  return `${columns.map(({ written }) => written).join(' + ')} → ${fieldPathOf(candidate)}`;
}

function fieldPathOf({ section, key }: FieldCandidate): string {
  return section === 'fields' || section === key ? key : `${section}.${key}`;
}

/** The facts of a suggestion for programs. */
function suggestionFacts({ suggestion, input, output, text }: SuggestedMapping) {
  const { target, table, placements, unplaced, missing, key, knowsTenant } = suggestion;
  return {
    command: 'map',
    target: target.name,
    input,
    rows: table.rows,
    tenant_considered: knowsTenant,
    ...(key === undefined ? {} : { key: key.key }),
    placed: placements.map(({ candidate, columns, confidence, isDoubtful, notes }) => ({
      place: fieldPathOf(candidate),
      columns: columns.map(({ written }) => written),
      confidence: Math.round(confidence * 100) / 100,
      doubtful: isDoubtful,
      notes,
    })),
    not_placed: unplaced.map(({ column, reason }) => ({ column: column.name, reason })),
    unsent: placements.flatMap(({ candidate, columns, unsent }) =>
      unsent.map((one) => ({
        column: columns.map(({ written }) => written).join(' + '),
        place: fieldPathOf(candidate),
        ...one,
      })),
    ),
    missing: missing.map(fieldPathOf),
    ...(output === undefined ? { mapping: text } : { files: { mapping: output } }),
  };
}
