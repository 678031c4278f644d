import { findTarget } from '../../app/find-target.ts';
import { targets } from '../../targets/index.ts';
import { alignColumns } from '../../words/align-columns.ts';
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
export function listTargets({ action, target, json }: TargetsFlags): number {
  const terminal = createTerminal({});
  const name = nameToShow({ command: 'targets', action, name: target });
  if (name !== undefined) {
    const facts = describeTarget(findTarget(name));
    terminal.data(json ? JSON.stringify(facts) : targetText(facts));
    return EXIT.done;
  }
  const all = [...targets.values()].map(({ name: target, title, summary }) => ({ target, title, summary }));
  terminal.data(
    json ? JSON.stringify(all) : alignColumns(all.map(({ target, summary }) => [target, summary])).join('\n'),
  );
  if (!json) terminal.say('\nThe fields of one: sobot-etl targets show customer');
  return EXIT.done;
}

function targetText({ target, summary, endpoint, fields, notes }: TargetFacts): string {
  const rows = fields.map(({ field, label, required, takes }) => [
    `${required ? '*' : ' '}${field}`,
    label,
    takes.join('; '),
  ]);
  return [
    `${target}: ${summary} (${endpoint})`,
    ...notes,
    '',
    ...alignColumns(rows),
    '',
    `* required. A mapping to begin with: sobot-etl map <file> --target ${target}`,
  ].join('\n');
}
