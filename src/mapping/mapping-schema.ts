import { z } from 'zod';
import type { Target } from '../targets/index.ts';
import { ruleObject } from './rules/rule-schema.ts';
import type { Locate } from './yaml-positions.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const transform = z
  .union([
    z.string().meta({ description: 'A transform by its name.' }),
    z.record(z.string(), z.unknown()).meta({ description: 'A transform with its parameter: `{ date: DD/MM/YYYY }`.' }),
  ])
  .meta({ id: 'transform' });

const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The long form of a field: the source of its value, and what is done to it, in the order of these keys. */
export const fieldSpecObject = z.strictObject({
  column: columns.optional().meta({
    description: 'The column of the value; of several columns, the first that is not blank.',
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
      description: 'A JSONata expression over the row; columns are names in it.',
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
        'Splits the text into several values at this separator, or at each of several. A name that is looked up may contain the separator: the text is split where the parts are names that exist, and a name in quotes is never split.',
      examples: [';', [',', ';']],
    }),
  path: z.boolean().optional().meta({
    description: 'Whether the columns (or the parts of a split) are the levels of a cascade, from the top down.',
  }),
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
        'What becomes of a text that `values` does not list: `reject` (default: the row is rejected), `blank`, `keep`, or a value.',
      examples: ['reject', 'blank', 'keep', 0],
    }),
  lookup: z
    .string()
    .optional()
    .meta({ description: 'Turns a name into the id that the API needs.', examples: ['agent', 'city', 'customer'] }),
  by: z
    .string()
    .optional()
    .meta({
      description: 'The field by which `lookup: customer` finds the customer.',
      examples: ['email', 'tel', 'partnerid'],
    }),
  within: z
    .string()
    .optional()
    .meta({
      description: 'The field of the parent: a city is looked up within its province, an area within its city.',
      examples: ['proviceid', 'cityid'],
    }),
  blank: z
    .enum(['omit', 'clear'])
    .optional()
    .meta({ description: 'What a blank cell does: `omit` leaves the field out, `clear` sends an empty value.' }),
  merge: z
    .enum(['overwrite', 'fill', 'append', 'keep'])
    .optional()
    .meta({
      description:
        'What happens to the value that an existing customer has: `overwrite` (default) replaces it, `fill` sets it only where it is blank, `append` adds to it (lists, `remark`, check boxes, multi-line texts), `keep` never changes it, so that only new customers get a value. `fill` and `append` are refused where rows of the file may be one customer: with `--on-duplicate all` or `--on-collision send`.',
      examples: ['fill'],
    }),
});

/** The source of a field's value; a bare text is a column's name. */
const fieldSpec = z
  .union([z.string().min(1).meta({ description: 'The name of a column.' }), fieldSpecObject])
  .meta({ id: 'field' });

export type FieldSpecObject = z.infer<typeof fieldSpecObject>;
export type FieldSpec = z.infer<typeof fieldSpec>;

/** How a row's value is combined with the one that the record has. */
export type MergeRule = NonNullable<FieldSpecObject['merge']>;

/** The long form of a field's spec. */
export function longForm(spec: FieldSpec): FieldSpecObject {
  return typeof spec === 'string' ? { column: spec } : spec;
}

const fieldMap = z.record(z.string(), fieldSpec);

/** The mapping file, version 1. Names of targets, fields, transforms and lookups are then checked against their tables. */
export const mappingSchema = z.strictObject({
  version: z.literal(1).meta({ description: 'The version of the mapping language.' }),
  target: z.string().meta({ description: 'What the rows become: one of the targets.', examples: ['customer'] }),
  key: z
    .union([z.string().min(1), z.strictObject({ column: z.string().min(1) })])
    .optional()
    .meta({
      description:
        "The row's identity: a mapped field, or a column that is not sent. It finds duplicates within the file, links runs, and lets later files find the record.",
      examples: ['partnerid', { column: 'Account No.' }],
    }),
  identifiedBy: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description:
        'The fields by which the tenant identifies customers (CRM settings, unique identification rules). A row that has one may be sent again after a lost response. Default: `tel`, `email`.',
      examples: [['tel', 'email', 'partnerid']],
    }),
  onCollision: z.enum(['reject', 'send']).optional().meta({
    description:
      'What to do with rows of different keys that share a value of `identifiedBy`, which the CRM would treat as one customer: `reject` (default) all but the first, or `send` them all. The flag `--on-collision` overrides it.',
  }),
  mode: z
    .enum(['create', 'update', 'upsert'])
    .optional()
    .meta({
      description:
        'Which customers are written: `create` only new ones, `update` only those that exist, `upsert` (default) both. Other rows are skipped. The flag `--mode` overrides it.',
      examples: ['update'],
    }),
  where: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'A JSONata expression over the row: rows for which it is false are skipped. Where it is neither true nor false, the row is rejected.',
      examples: ['Status = "active"'],
    }),
  rules: z
    .array(ruleObject)
    .min(1)
    .optional()
    .meta({
      description:
        'What values must be beyond what the API demands: rules of your own, each about a field or a column.',
      examples: [[{ column: 'Age', min: 18, max: 120 }]],
    }),
  nulls: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .min(1)
    .optional()
    .meta({
      description:
        'Texts that mean "no value": cells with one of them count as blank, in every column, regardless of case.',
      examples: [['NULL', 'N/A', '-']],
    }),
  source: z
    .strictObject({
      sheet: z
        .union([z.string().min(1), z.number()])
        .transform(String)
        .optional()
        .meta({ description: "The workbook's sheet, by name; by default the first visible one." }),
      header: z.int().min(1).optional().meta({ description: 'The row of the column names.' }),
      encoding: z
        .string()
        .optional()
        .meta({ description: 'Text encoding of a CSV file.', examples: ['gb18030'] }),
      delimiter: z.string().min(1).optional().meta({ description: 'The delimiter of a CSV file.' }),
      merged: z.enum(['first', 'fill']).optional().meta({
        description:
          'Merged cells of a workbook: `first` (default) leaves the value in the first cell, `fill` repeats it in each.',
      }),
      escape: z
        .string()
        .length(1)
        .optional()
        .meta({
          description:
            'The character before a quote inside quotes in a CSV file, such as the backslash in `"say \\"hi\\""`; by default the quote is doubled.',
          examples: ['\\'],
        }),
    })
    .optional()
    .meta({ description: 'How to read the file; what is not given is detected.' }),
  blank: z.enum(['omit', 'clear']).optional().meta({
    description: 'What blank cells do: `omit` (default) leaves the field out, `clear` sends an empty value.',
  }),
  fields: fieldMap.optional().meta({ description: "The target's fields, by the names of the API's parameters." }),
  custom: fieldMap.optional().meta({
    description: "The tenant's custom fields, by name, variable or id.",
    examples: [{ 'Favourite fruit': 'Fruit' }],
  }),
  tags: z
    .strictObject({
      add: fieldSpec.optional().meta({ description: 'Tags to add, as `Tag` or `Group/Tag`.' }),
      remove: fieldSpec.optional().meta({ description: 'Tags to remove.' }),
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
    description: 'Adds the customer to the blacklist once it is saved: the fields of target `blacklist`.',
  }),
});

/** A mapping file's content. */
export type Mapping = z.infer<typeof mappingSchema>;

/** A mapping file after all checks that need neither a spreadsheet nor a tenant. */
export interface LoadedMapping {
  /** The path as messages show it. */
  readonly path: string;
  readonly text: string;
  readonly content: Mapping;
  readonly target: Target;
  readonly locate: Locate;
}
