import type { Target } from '../targets/index.ts';
import { shellLine, t, translated } from '../words/index.ts';
import type { TemplateColumn } from './template-column.ts';
import { rowRules } from './template-columns.ts';
import { identifyingHeaders } from './template-mapping.ts';

/** What the instructions of a template depend on. */
export interface ReadMeFacts {
  readonly target: Target;
  readonly columns: readonly TemplateColumn[];
  /** The names of the two files, as commands have them. */
  readonly workbook: string;
  readonly mapping: string;
  /** When the tenant's lists were read, as people write it; undefined if they were not. */
  readonly listsAsOf: string | undefined;
}

/** The sheet that says how to fill in a template. */
export function readMe(facts: ReadMeFacts): {
  readonly title: string;
  readonly lines: readonly string[];
  readonly table: readonly (readonly string[])[];
} {
  const { target, columns } = facts;
  return {
    title: t`${translated(target.title)}: how to fill in the first sheet`,
    lines: instructions(facts),
    table: [
      [t`Column`, t`Required`, t`What goes in`, t`Example`],
      ...columns.map(({ header, required, help, example = '' }) => [
        header,
        required ? t`yes` : '',
        help.join(' '),
        example,
      ]),
    ],
  };
}

function instructions({ target, columns, workbook, mapping, listsAsOf }: ReadMeFacts): string[] {
  const identifying = identifyingHeaders(target, columns);
  const hasLists = columns.some(({ choices }) => choices !== undefined);
  return [
    translated(target.summary),
    '',
    t`Write one record into each row below the header. Leave the header as it is: the mapping finds the columns by their names. Leave a column blank if you have nothing for it; do not delete it.`,
    ...(columns.some(({ required }) => required)
      ? [t`Columns with * and a yellow header are required: a row without them is rejected.`]
      : []),
    ...rowRules(target),
    ...(hasLists
      ? [
          t`Cells with a drop-down take the names of the list.${listsAsOf === undefined ? '' : t` The lists are those of your tenant as of ${listsAsOf}; make the template again when they change.`}`,
        ]
      : []),
    ...(identifying.length > 0 ? [identifiedBy(identifying)] : []),
    t`Point at a column’s name to read what goes in; the table below shows the same.`,
    '',
    t`When it is filled in, save it and check it. Nothing is sent:`,
    `    ${shellLine(['sobot-etl', 'check', workbook, '-m', mapping])}`,
    t`Then import it:`,
    `    ${shellLine(['sobot-etl', 'import', workbook, '-m', mapping])}`,
    ...(target.destructiveAction === undefined
      ? []
      : [t`Before anything is sent it asks for confirmation, because it ${translated(target.destructiveAction)}.`]),
  ];
}

function identifiedBy(headers: readonly string[]): string {
  const [first = '', ...others] = headers;
  const also =
    others.length === 0 ? '' : t` The CRM also takes customers with the same ${others.join(t` or `)} for one.`;
  return t`A record is identified by ${first}: rows with the same value mean the same record, in this file and in later ones.${also}`;
}
