import { findTarget } from '../../app/find-target.ts';
import { targets } from '../../targets/index.ts';
import { EXIT } from '../exit-code.ts';
import { nameToShow } from '../name-to-show.ts';
import { createTerminal } from '../terminal.ts';
import { describeTarget, type TargetFacts } from './describe-target.ts';

export interface TargetsFlags {
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly json: boolean;
}

/** `targets` and `targets show <target>`: what can be imported goes to standard output. */
export function runTargets({ action, target, json }: TargetsFlags): number {
  const terminal = createTerminal({});
  const name = nameToShow({ command: 'targets', action, name: target });
  if (name !== undefined) {
    const facts = describeTarget(findTarget(name));
    terminal.data(json ? JSON.stringify(facts) : targetText(facts));
    return EXIT.done;
  }
  const all = [...targets.values()].map(({ name: target, title, summary }) => ({ target, title, summary }));
  terminal.data(
    json ? JSON.stringify(all) : all.map(({ target, summary }) => columns([[target, 18]], summary)).join('\n'),
  );
  if (!json) terminal.say('\nThe fields of one: sobot-etl targets show customer');
  return EXIT.done;
}

function targetText({ target, summary, endpoint, fields, notes }: TargetFacts): string {
  const width = Math.max(...fields.map(({ field }) => field.length)) + 1;
  const labels = Math.max(...fields.map(({ label }) => label.length));
  return [
    `${target}: ${summary} (${endpoint})`,
    ...notes,
    '',
    ...fields.map(({ field, label, required, takes }) =>
      columns(
        [
          [`${required ? '*' : ' '}${field}`, width],
          [label, labels],
        ],
        takes.join('; '),
      ),
    ),
    '',
    `* required. A mapping to begin with: sobot-etl map <file> --target ${target}`,
  ].join('\n');
}

function columns(cells: readonly (readonly [text: string, width: number])[], last: string): string {
  return [...cells.map(([text, width]) => text.padEnd(width)), last].join('  ').trimEnd();
}
