import { z } from 'zod';

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
export const fieldSpec = z
  .union([z.string().min(1).meta({ description: 'The name of a column.' }), fieldSpecObject])
  .meta({ id: 'field' });

export type FieldSpecObject = z.infer<typeof fieldSpecObject>;
export type FieldSpec = z.infer<typeof fieldSpec>;

/** The long form of a field's spec. */
export function longForm(spec: FieldSpec): FieldSpecObject {
  return typeof spec === 'string' ? { column: spec } : spec;
}
