import { z } from 'zod';
import { sourceChoice } from './uploads.ts';

/** The content of a mapping file as JSON. The server checks it as it checks a file. */
export const mappingContent = z.record(z.string(), z.unknown());
export type MappingContent = z.infer<typeof mappingContent>;

const targetFieldForm = z.strictObject({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  required: z.boolean(),
  type: z.string(),
  /** The allowed values by their names. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** The lookup that turns a name into the field's id. */
  lookup: z.string().optional(),
  maxLength: z.number().optional(),
});
export type TargetFieldForm = z.infer<typeof targetFieldForm>;

const customFieldForm = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  options: z.array(z.string()).optional(),
});
export type CustomFieldForm = z.infer<typeof customFieldForm>;

/** Something that can be imported, as the form for a mapping shows it. */
export const targetForm = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  fields: z.array(targetFieldForm),
  /** The tenant's custom fields: empty unless the target was asked for by name and the tenant can be read. */
  custom: z.array(customFieldForm),
  /** The mapping may have custom fields. */
  takesCustom: z.boolean(),
  /** An import can keep what its records were before, so that it can be undone. */
  undoable: z.boolean(),
  /** The sections for requests after the row's own: `tags`, `stage`, … */
  sections: z.array(z.strictObject({ name: z.string(), title: z.string(), fields: z.array(targetFieldForm) })),
});
export type TargetForm = z.infer<typeof targetForm>;

/** `GET /api/targets`. */
export const targetForms = z.strictObject({
  targets: z.array(targetForm),
  transforms: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      /** The parameter as JSON Schema; null if it takes none. */
      parameter: z.unknown().nullable(),
      example: z.strictObject({ use: z.unknown(), in: z.unknown(), out: z.unknown() }).nullable(),
    }),
  ),
  /** The names that `lookup:` takes. */
  lookups: z.array(z.string()),
});
export type TargetForms = z.infer<typeof targetForms>;

/** `GET /api/lookups/:lookup`. */
export const lookupEntries = z.array(z.strictObject({ id: z.string(), name: z.string() }));
export type LookupEntries = z.infer<typeof lookupEntries>;

export const suggestRequest = z.strictObject({
  upload: z.string(),
  source: sourceChoice.default({}),
  target: z.string().optional(),
});

const suggestedLine = z.strictObject({
  kind: z.enum(['field', 'custom', 'section']),
  /** The key in `fields` or `custom`, or `tags.add` and `stage.stage`. */
  field: z.string(),
  label: z.string(),
  required: z.boolean(),
  /** The line as the mapping has it; null if no column was found. */
  spec: z.unknown(),
  /** The columns that it reads. */
  columns: z.array(z.string()),
  /** From 0 to 1; null if no column was found. */
  confidence: z.number().nullable(),
  doubtful: z.boolean(),
  /** Values of the column. */
  samples: z.array(z.string()),
  notes: z.array(z.string()),
  /** Other fields for the column, most likely first. */
  alternatives: z.array(z.strictObject({ field: z.string(), label: z.string(), confidence: z.number() })),
});
export type SuggestedLine = z.infer<typeof suggestedLine>;

/** `POST /api/mappings/suggest`. */
export const mappingSuggestion = z.strictObject({
  target: z.string(),
  lines: z.array(suggestedLine),
  /** Every column of the file with some of its values, whether it is sent or not. */
  columns: z.array(
    z.strictObject({
      name: z.string(),
      samples: z.array(z.string()),
      filled: z.number(),
      /** Why it is not sent; null if it is. */
      unsent: z.string().nullable(),
    }),
  ),
  /** The whole mapping. */
  content: mappingContent,
  yaml: z.string(),
  notices: z.array(z.string()),
});
export type MappingSuggestion = z.infer<typeof mappingSuggestion>;

export const renderRequest = z.strictObject({ content: mappingContent });
export const parseRequest = z.strictObject({ yaml: z.string().max(2_000_000) });

const mappingFault = z.strictObject({
  code: z.string(),
  message: z.string(),
  line: z.number().nullable(),
});

/** `POST /api/mappings/render`: the mapping file's text, and what is wrong with it. */
export const renderedMapping = z.strictObject({ yaml: z.string(), problems: z.array(mappingFault) });
export type RenderedMapping = z.infer<typeof renderedMapping>;

/** `POST /api/mappings/parse`: the mapping as JSON; null if it cannot be read. */
export const parsedMapping = z.strictObject({ content: mappingContent.nullable(), problems: z.array(mappingFault) });
export type ParsedMapping = z.infer<typeof parsedMapping>;

/** `GET /api/mappings`: the saved mappings, newest first. */
export const savedMappings = z.array(
  z.strictObject({ name: z.string(), target: z.string().nullable(), saved: z.string() }),
);
export type SavedMappings = z.infer<typeof savedMappings>;

/** `PUT /api/mappings/:name` takes a mapping as content or as text. */
export const saveMappingRequest = z.union([
  z.strictObject({ content: mappingContent }),
  z.strictObject({ yaml: z.string() }),
]);

/** `GET /api/mappings/:name`. */
export const savedMapping = z.strictObject({
  name: z.string(),
  yaml: z.string(),
  content: mappingContent.nullable(),
  problems: z.array(mappingFault),
});
export type SavedMapping = z.infer<typeof savedMapping>;
