import { z } from 'zod';
import { filledText } from '../parameters.ts';

/** One custom field's value. The field is named by `fieldid` or, for option fields, by `field_params`; several options are joined by `,`. */
export const customFieldEntry = z
  .strictObject({
    fieldid: filledText().optional().meta({ description: 'Custom field id' }),
    field_value: z
      .string()
      .meta({ description: 'Custom field value; of option fields the values of the options, joined by ","' }),
    field_params: filledText()
      .optional()
      .meta({ description: 'Param name, which may stand for fieldid where the field has options' }),
  })
  .refine((entry) => entry.fieldid !== undefined || entry.field_params !== undefined, {
    message: 'a custom field needs fieldid or field_params',
  });

const entries = z.array(customFieldEntry);

/** `ex_field_str`: the entries as a JSON array that is itself put into a string. */
export const customFieldText = z.string().superRefine((text, context) => {
  if (text === '') return;
  const parsed = entries.safeParse(parseJson(text));
  if (parsed.success) return;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (entry ${issue.path.join('.')})`;
  context.addIssue({ code: 'custom', message: `must be a JSON array of {fieldid, field_value} in a string${where}` });
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
