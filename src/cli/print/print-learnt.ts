import type { LearntMapping } from '../../app/map/learn-mapping.ts';
import { counted, shellLine, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

/** What a mapping learnt: the change of its file as data, and the proofs for people. */
export function printLearnt(terminal: Terminal, learnt: LearntMapping, { json }: { readonly json: boolean }): void {
  const { run, file, mapping, rows, proposals, not_proposed: notProposed, notes, diff, written } = learnt;
  terminal.say(t`${counted(rows.corrected, 'corrected row')} of run ${run}`);
  for (const { field, column, what, covers, of } of proposals) {
    terminal.say(`\n${t`${field} (column "${column}"): ${what.join(', ')}`}`);
    terminal.say(t`  covers ${covers} of ${counted(of, 'row')}`);
  }
  if (notProposed.length > 0) terminal.say('');
  for (const { field, reason } of notProposed) terminal.say(t`not proposed: ${field}: ${reason}`);
  if (notes.length > 0) terminal.say('');
  for (const note of notes) terminal.say(note);
  if (json) terminal.data(JSON.stringify(learnt));
  else if (diff !== '') {
    terminal.say('');
    terminal.data(diff);
  }
  terminal.say('');
  const importing = shellLine(['sobot-etl', 'import', file, '-m', mapping]);
  if (written) terminal.say(t`${mapping} has learnt this. Next, import the corrected rows: ${importing}`);
  else if (diff === '') terminal.say(t`There is nothing to write. Next, import the corrected rows: ${importing}`);
  else {
    const writing = shellLine(['sobot-etl', 'map', '--learn', file, '-m', mapping, '--yes']);
    terminal.say(t`Nothing was written. To write the change: ${writing}`);
  }
}
