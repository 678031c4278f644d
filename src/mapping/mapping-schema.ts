import { z } from 'zod';
import { fieldSpec } from './field-spec.ts';

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
