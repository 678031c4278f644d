import type { Readable, Writable } from 'node:stream';
import { select } from '@clack/prompts';
import { UsageError } from '../app/usage-error.ts';
import type { Decisions, FieldCandidate, Placement, Suggester, Suggestion } from '../suggest/index.ts';
import { counted, t } from '../words/index.ts';
import { plainLine } from './terminal.ts';

/** The terminal on which a person is asked. */
interface PromptStreams {
  readonly input: Readable;
  readonly output: Writable;
}

const LEAVE_OUT = 'leave it out';
const MAX_CHOICES = 12;

/** Asks about uncertain decisions: the field of a column, the column of a required field, how to read values. */
export async function askAboutUncertain(suggester: Suggester, conversation: PromptStreams): Promise<Suggestion> {
  const decisions = new Map<number, string | null>();
  await askFields(suggester, decisions, conversation);
  await askMissing(suggester, decisions, conversation);
  const suggestion = await suggester.suggest(decisions);
  const placements: Placement[] = [];
  for (const placement of suggestion.placements) placements.push(await askReading(placement, conversation));
  return { ...suggestion, placements: await askAboutUnsent(placements, conversation) };
}

/** How many values are asked about, the most frequent first; the others are listed at the end. */
const MAX_UNSENT_ASKED = 5;

/** Asks whether to send rows without a value that cannot be sent, or to reject them. */
async function askAboutUnsent(placements: readonly Placement[], conversation: PromptStreams): Promise<Placement[]> {
  const answered = [...placements];
  const biggest = placements
    .flatMap(({ unsent }, at) => unsent.map((one) => ({ ...one, at })))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, MAX_UNSENT_ASKED);
  for (const { value, rows, reason, at } of biggest) {
    const placement = answered[at] as Placement;
    const column = placement.columns.map(({ written }) => written).join(' + ');
    const answer = await ask(conversation, {
      message: t`"${value}" (${column}, ${counted(rows, 'row')}) ${reason}. What should happen to these rows?`,
      options: [
        { value: 'without', label: t`Send them without it` },
        { value: 'refuse', label: t`Reject them until the mapping or the file says what it means` },
      ],
    });
    if (answer === 'refuse') answered[at] = refusing(placement, value);
  }
  return answered;
}

function refusing({ spec, notes, unsent, ...rest }: Placement, value: string): Placement {
  const { values = {}, otherwise, ...other } = spec;
  const left = Object.entries(values).filter(([text]) => text !== value);
  return {
    ...rest,
    spec: left.length === 0 ? other : { ...other, values: Object.fromEntries(left), ...(otherwise && { otherwise }) },
    notes: [...notes, t`Rows with ${JSON.stringify(value)} are rejected, as you chose.`],
    unsent: unsent.filter((one) => one.value !== value),
  };
}

async function askFields(
  suggester: Suggester,
  decisions: Map<number, string | null>,
  conversation: PromptStreams,
): Promise<void> {
  for (;;) {
    const { placements } = await suggester.suggest(decisions);
    const doubtful = placements.find((one) => isOpen(one, decisions));
    const column = doubtful?.columns[0];
    if (doubtful === undefined || column === undefined) return;
    const { candidate, confidence, alternatives } = doubtful;
    const candidates = [{ candidate, confidence }, ...alternatives];
    const answer = await ask(conversation, {
      message: t`Which field is "${column.written}"? It holds ${column.profile.samples.join(', ') || 'nothing'}`,
      options: [
        ...candidates.map((each) => ({
          value: each.candidate.id,
          label: nameOf(each.candidate),
          hint: `${Math.round(each.confidence * 100)} %`,
        })),
        { value: LEAVE_OUT, label: t`None: leave it out` },
      ],
    });
    decisions.set(column.profile.index, answer === LEAVE_OUT ? null : answer);
  }
}

function isOpen({ isDoubtful, choices, columns }: Placement, decisions: Decisions): boolean {
  const [column] = columns;
  return isDoubtful && choices.length === 0 && column !== undefined && !decisions.has(column.profile.index);
}

async function askMissing(
  suggester: Suggester,
  decisions: Map<number, string | null>,
  conversation: PromptStreams,
): Promise<void> {
  const { missing, unplaced } = await suggester.suggest(decisions);
  for (const candidate of missing) {
    const free = unplaced.filter(({ column }) => !decisions.has(column.index)).slice(0, MAX_CHOICES);
    if (free.length === 0) return;
    const answer = await ask(conversation, {
      message: t`Every record needs ${nameOf(candidate)}. Which column holds it?`,
      options: [
        ...free.map(({ column }) => ({
          value: String(column.index),
          label: column.name,
          hint: column.samples.join(', '),
        })),
        { value: LEAVE_OUT, label: t`None of them` },
      ],
    });
    if (answer !== LEAVE_OUT) decisions.set(Number(answer), candidate.id);
  }
}

async function askReading(placement: Placement, conversation: PromptStreams): Promise<Placement> {
  const { choices, columns } = placement;
  const [column] = columns;
  if (choices.length === 0 || column === undefined) return placement;
  const answer = await ask(conversation, {
    message: t`How should "${column.written}" be read? It holds ${column.profile.samples.join(', ')}`,
    options: choices.map(({ label }, index) => ({ value: String(index), label })),
  });
  const chosen = choices[Number(answer)];
  return { ...placement, spec: chosen?.spec ?? placement.spec, notes: [], choices: [], isDoubtful: false };
}

function nameOf({ section, key, label }: FieldCandidate): string {
  if (section === 'custom') return t`${label} (custom field)`;
  return section === 'fields' ? `${label} (${key})` : `${label} (${section})`;
}

interface Choice {
  readonly message: string;
  readonly options: { readonly value: string; readonly label: string; readonly hint?: string }[];
}

async function ask({ input, output }: PromptStreams, { message, options }: Choice): Promise<string> {
  const shown = options.map(({ value, label, hint }) => ({
    value,
    label: plainLine(label),
    ...(hint !== undefined && { hint: plainLine(hint) }),
  }));
  const answer = await select<string>({ message: plainLine(message), options: shown, input, output });
  if (typeof answer === 'string') return answer;
  throw new UsageError(t`Cancelled; nothing was written`);
}
