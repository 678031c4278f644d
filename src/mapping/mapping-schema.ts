import { z } from 'zod';
import type { Target } from '../targets/index.ts';
import type { Locate } from './yaml-positions.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const transform = z
  .union([
    z.string().meta({ description: 'A transform by its name.' }),
    z.record(z.string(), z.unknown()).meta({ description: 'A transform with its parameter: `{ date: DD/MM/YYYY }`.' }),
  ])
  .meta({ id: 'transform' });

const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The long form of a field: where its value comes from, and what is done to it, in the order of these keys. */
export const fieldSpecObject = z.strictObject({
  column: columns.optional().meta({
    description: 'The column that holds the value; of several columns the first that is not blank.',
    examples: ['Full name', ['Mobile', 'Phone']],
  }),
  const: z
    .union([scalar, z.array(scalar)])
    .optional()
    .meta({ description: 'The same value for every row.', examples: [3, 'web'] }),
  expr: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'A JSONata expression over the row; columns are its names.',
      examples: ['$join([First, Last], " ")'],
    }),
  transform: z
    .union([transform, z.array(transform)])
    .optional()
    .meta({
      description: 'Transforms, applied one after the other.',
      examples: [['digits'], [{ date: 'DD/MM/YYYY' }]],
    }),
  split: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({
      description:
        'Cuts the text into several values at this separator, or at each of several. A name that is looked up may hold it: it is cut where that gives names that exist, and a name in quotes is never cut.',
      examples: [';', [',', ';']],
    }),
  path: z
    .boolean()
    .optional()
    .meta({ description: 'The columns (or the parts of a split) are the levels of a cascade, from the top down.' }),
  values: z
    .record(z.string(), z.union([scalar, z.null()]))
    .optional()
    .meta({
      description: 'What each text of the column becomes; `null` leaves the field out.',
      examples: [{ Male: 1, Female: 2 }],
    }),
  otherwise: z
    .union([scalar, z.null()])
    .optional()
    .meta({
      description:
        'What a text becomes that `values` does not list: `reject` (an error of the row, the default), `blank`, `keep`, or a value.',
      examples: ['reject', 'blank', 'keep', 0],
    }),
  lookup: z
    .string()
    .optional()
    .meta({ description: 'Turns a name into the id that the API wants.', examples: ['agent', 'city', 'customer'] }),
  by: z
    .string()
    .optional()
    .meta({ description: 'What `lookup: customer` finds the customer by.', examples: ['email', 'tel', 'partnerid'] }),
  within: z
    .string()
    .optional()
    .meta({
      description: 'The field that holds the parent: a city is looked up within its province, an area within its city.',
      examples: ['proviceid', 'cityid'],
    }),
  blank: z
    .enum(['omit', 'clear'])
    .optional()
    .meta({ description: 'What a blank cell does: `omit` leaves the field out, `clear` sends an empty value.' }),
});

/** How one field gets its value; a bare text is a column's name. */
const fieldSpec = z
  .union([z.string().min(1).meta({ description: 'The name of a column.' }), fieldSpecObject])
  .meta({ id: 'field' });

export type FieldSpecObject = z.infer<typeof fieldSpecObject>;
export type FieldSpec = z.infer<typeof fieldSpec>;

/** The long form of a field's spec. */
export function longForm(spec: FieldSpec): FieldSpecObject {
  return typeof spec === 'string' ? { column: spec } : spec;
}

const fieldMap = z.record(z.string(), fieldSpec);

/** The mapping file, version 1. Names of targets, fields, transforms and lookups are checked against their tables afterwards. */
export const mappingSchema = z.strictObject({
  version: z.literal(1).meta({ description: 'The version of the mapping language.' }),
  target: z.string().meta({ description: 'What the rows become: one of the targets.', examples: ['customer'] }),
  key: z
    .union([z.string().min(1), z.strictObject({ column: z.string().min(1) })])
    .optional()
    .meta({
      description:
        "The row's identity: a mapped field, or a column that is not sent. Dedupes within the file, links runs, and lets later files find the record.",
      examples: ['partnerid', { column: 'Account No.' }],
    }),
  identifiedBy: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description:
        'The fields by which the tenant identifies customers (CRM settings, unique identification rules). A row that carries one may be sent again after a lost answer. Default: `tel`, `email`.',
      examples: [['tel', 'email', 'partnerid']],
    }),
  onCollision: z.enum(['reject', 'send']).optional().meta({
    description:
      'Rows of different keys that share a value of `identifiedBy`, which the CRM would take for one customer: `reject` (default) all but the first, or `send` them all the same. The flag `--on-collision` comes before it.',
  }),
  nulls: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .min(1)
    .optional()
    .meta({
      description:
        'Texts that stand in cells for "there is none": such cells count as blank, in every column, whatever the case.',
      examples: [['NULL', 'N/A', '-']],
    }),
  source: z
    .strictObject({
      sheet: z
        .union([z.string().min(1), z.number()])
        .transform(String)
        .optional()
        .meta({ description: "The workbook's sheet by its name; the first visible one otherwise." }),
      header: z.int().min(1).optional().meta({ description: 'The row that holds the column names.' }),
      encoding: z
        .string()
        .optional()
        .meta({ description: 'Text encoding of a CSV file.', examples: ['gb18030'] }),
      delimiter: z.string().min(1).optional().meta({ description: 'What separates the cells of a CSV file.' }),
      merged: z.enum(['first', 'fill']).optional().meta({
        description:
          'Merged cells of a workbook: `first` (default) leaves their value in the first of them, `fill` repeats it in each.',
      }),
      escape: z
        .string()
        .length(1)
        .optional()
        .meta({
          description:
            'What a CSV file has before a quote inside quotes, such as a backslash in `"say \\"hi\\""`; as a rule the quote is doubled.',
          examples: ['\\'],
        }),
    })
    .optional()
    .meta({ description: 'How to read the file; whatever is not given is detected.' }),
  blank: z.enum(['omit', 'clear']).optional().meta({
    description: 'What blank cells do: `omit` (default) leaves the field out, `clear` sends an empty value.',
  }),
  fields: fieldMap.optional().meta({ description: "The target's fields, named as the API's parameters are." }),
  custom: fieldMap.optional().meta({
    description: "The tenant's custom fields, by name, variable or id.",
    examples: [{ 'Favourite fruit': 'Fruit' }],
  }),
  tags: z
    .strictObject({
      add: fieldSpec.optional().meta({ description: 'Tags to add, as `Tag` or `Group/Tag`.' }),
      remove: fieldSpec.optional().meta({ description: 'Tags to take off.' }),
    })
    .optional()
    .meta({ description: 'Tags the customer once it is saved.' }),
  stage: z
    .union([z.string().min(1), fieldMap])
    .optional()
    .meta({
      description:
        'Sets the follow-up stage once the customer is saved: a column of stage names, or the fields of target `stage`.',
    }),
  'follow-up': z
    .union([z.string().min(1), fieldMap])
    .optional()
    .meta({
      description:
        'Adds a follow-up record once the customer is saved: a column of texts, or the fields of target `follow-up`.',
    }),
  blacklist: fieldMap.optional().meta({
    description: 'Puts the customer on the blacklist once it is saved: the fields of target `blacklist`.',
  }),
});

/** A mapping file's content. */
export type Mapping = z.infer<typeof mappingSchema>;

/** A mapping file that was read and found right as far as it can be without a spreadsheet and a tenant. */
export interface LoadedMapping {
  /** As it is named in messages. */
  readonly path: string;
  readonly text: string;
  readonly content: Mapping;
  readonly target: Target;
  readonly locate: Locate;
}
