import type { FieldSpecObject } from '../mapping/index.ts';

/** How the cells of a column are formatted, so that a spreadsheet program does not change what is typed. */
export type CellFormat = 'text' | 'number' | 'date';

/** What can be chosen in the cells of a column. */
export interface Choices {
  readonly values: readonly string[];
  /** Whether other values are certainly wrong: codes and options, not the names of lists that people may add to. */
  readonly isClosed: boolean;
  /** Whether a cell may hold several, separated by `;`. */
  readonly several: boolean;
}

/** A column of a template: what people see, and where it goes. */
export interface TemplateColumn {
  /** As in the header: the field's label, with ` *` if it is required. */
  readonly header: string;
  /** Where the mapping has it: `fields`, `custom`, … and its key there. */
  readonly section: 'fields' | 'custom' | 'tags' | 'stage';
  readonly key: string;
  /** The mapping's spec without the column. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  readonly required: boolean;
  /** What goes in, in sentences: type, list, limit, conditions. */
  readonly help: readonly string[];
  /** A value that it takes; undefined if the list is not known or empty. */
  readonly example: string | undefined;
  readonly format: CellFormat;
  readonly choices?: Choices;
  /** In characters. */
  readonly maxLength?: number;
}
