import type { TemplateSummary } from '../../app/template/make-template.ts';
import { counted, shellLine, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

/** The end of `template`: its files, and what to do next. */
export function printTemplate(
  terminal: Terminal,
  summary: TemplateSummary,
  { json }: { readonly json: boolean },
): void {
  if (json) terminal.data(JSON.stringify(summary));
  const { columns, files } = summary;
  const required = columns.filter((column) => column.required).length;
  const lists = columns.filter(({ choices }) => choices !== null).length;
  terminal.say([
    t`${counted(columns.length, 'column')}, ${required} required, ${lists} with drop-downs: ${files.template}`,
    t`The mapping that imports it: ${files.mapping}`,
    t`Fill it in, then:`,
    `  ${terminal.paint('bold', shellLine(['sobot-etl', 'check', files.template, '-m', files.mapping]))}`,
  ]);
}
