import { defineMessages } from '../words/index.ts';

const CHECK = 'Then try the mapping without sending anything: sobot-etl check <file> -m <mapping>';

const MAKE_MAPPING =
  'A mapping says which column becomes which field. To create one: sobot-etl map <spreadsheet> -o mapping.yaml';

/** What can be wrong with a mapping file. Each text is a whole sentence, shown below the position in the file. */
export const FAULT_MESSAGES = defineMessages('mapping', {
  unreadable: {
    meaning: 'The mapping file cannot be read.',
    remediation: 'Give the path of a mapping, a YAML file in UTF-8. To create one: sobot-etl map <spreadsheet>',
    text: {
      spreadsheet: () => `This is a spreadsheet, and a mapping is a YAML file. ${MAKE_MAPPING}`,
      missing: () => `There is no such file. ${MAKE_MAPPING}`,
      failed: (reason: string) => `${reason}.`,
      encoding: () => 'The file is not UTF-8 text. Save it as UTF-8.',
    },
  },
  syntax: {
    meaning: 'The file is not valid YAML.',
    remediation: `Correct the line that the message shows. ${CHECK}`,
    text: {
      yaml: (reason: string, advice: string) => `This is not valid YAML: ${reason}.${advice}`,
      aliases: (reason: string) => `The aliases of this file cannot be resolved: ${reason}.`,
    },
  },
  twice: {
    meaning: 'A key occurs twice, and only one of the two can count.',
    remediation: 'Remove one of the two.',
    text: { key: (key: string) => `The key "${key}" occurs a second time here. Remove one of the two.` },
  },
  'unknown-key': {
    meaning: 'The mapping language has no such key.',
    remediation: 'Write one of the keys that the message lists, or remove it.',
    text: {
      suggested: (key: string, suggestion: string) => `Unknown key "${key}".${suggestion}`,
      listed: (key: string, keys: string) => `Unknown key "${key}". Allowed here: ${keys}.`,
    },
  },
  'missing-key': {
    meaning: 'The mapping lacks a key that it needs.',
    remediation: 'Add the key that the message names.',
    text: {
      key: (shown: string, example: string) => `${shown} is missing.${example}`,
      by: (keys: string) => `lookup: customer needs "by", one of ${keys}.`,
      ruleSubject: () => 'A rule needs "field" or "column": the value that it checks.',
      ruleCheck: (checks: string) => `A rule needs at least one of ${checks}.`,
      length: () => '"length" needs "min", "max" or both, or one number.',
    },
  },
  'bad-key': {
    meaning: 'The key cannot be used here.',
    remediation: `Remove the key, or move it as the message says. ${CHECK}`,
    text: {
      noCustomFields: (target: string) => `Target ${target} has no custom fields.`,
      customLookup: (key: string) => `Remove "${key}": the options of custom fields are found by name.`,
      otherTarget: (section: string, target: string) =>
        `"${section}" is only for targets customer and customer-update. For rows that do nothing else, use target ${target}.`,
      customerId: (field: string) =>
        `Remove "${field}": it is filled in with the id of the customer that the row saved.`,
      path: () => '"path" is only for custom fields that are cascades.',
      otherwise: () => '"otherwise" needs "values": it says what becomes of texts that "values" does not list.',
      constTransform: () => 'A constant takes no transform: write its final value.',
      by: () => '"by" is only for lookup: customer.',
      proto: () => '"__proto__" cannot be a name in a mapping.',
      onlyCustomers: (key: string) =>
        `Remove "${key}": it is only for targets customer and customer-update, whose customers are compared with those in the CRM.`,
      noCell: (field: string) => `Remove "merge": ${field} is not a value of the customer.`,
      ruleSubjects: () => 'A rule checks either a field or a column. Remove one of the two.',
      sectionMerge: (section: string) =>
        `Remove "merge": it is for fields and custom fields, and "${section}" is a request of its own.`,
    },
  },
  'bad-value': {
    meaning: 'The value is not of the kind that the key takes.',
    remediation: `Write what the message asks for. ${CHECK}`,
    text: {
      cannotBe: (shown: string, value: string, advice: string) => `${shown} cannot be ${value}.${advice}`,
      mustBe: (shown: string, wanted: string, value: string) => `${shown} must be ${wanted}, not ${value}.`,
      empty: (shown: string) => `${shown} must not be empty.`,
      customerKey: (keys: string, by: string, suggestion: string) =>
        `A customer is found by ${keys}, not by "${by}".${suggestion}`,
      createsNone: (target: string) =>
        `Target ${target} edits customers by their ids and creates none: write mode: update, or leave "mode" out.`,
      cannotAppend: (field: string, appendable: string) =>
        `Nothing can be appended to ${field}, which has one value: write overwrite, fill or keep. append is for ${appendable}, and for custom fields that are check boxes or multi-line texts.`,
      minAboveMax: (min: number, max: number) => `"min" is ${min}, above "max", which is ${max}: no value fits.`,
      mirrorTarget: () =>
        'unique: mirror is only for targets customer and customer-update, whose customers are compared with those in the CRM. Write unique: true.',
      mirrorField: (fields: string) =>
        `unique: mirror is only for the fields by which customers are found: ${fields}. For others, write unique: true.`,
      cannotAppendCustom: () =>
        'Nothing can be appended to this custom field, which has one value: write overwrite, fill or keep. append is for check boxes and multi-line texts.',
    },
  },
  'unknown-target': {
    meaning: 'There is no target of this name.',
    remediation: 'Write one of the targets that this lists: sobot-etl targets',
    text: {
      suggested: (target: string, suggestion: string) => `There is no target "${target}".${suggestion}`,
      listed: (target: string, targets: string) => `There is no target "${target}". The targets are ${targets}.`,
    },
  },
  'unknown-field': {
    meaning: 'The target has no such field, or the field is not mapped.',
    remediation: 'Write one of the fields that this lists: sobot-etl targets show <target>',
    text: {
      suggested: (target: string, field: string, suggestion: string) =>
        `Target ${target} has no field "${field}".${suggestion}`,
      listed: (target: string, field: string, fields: string) =>
        `Target ${target} has no field "${field}". Its fields are ${fields}.`,
      custom: (field: string) => `Custom fields go under "custom:", each by its name, not into "${field}".`,
      members: (list: string, members: string) => `Write the members of ${list} as fields of their own: ${members}.`,
      key: (key: string, advice: string) => `The key "${key}" is not a mapped field.${advice}`,
      rule: (field: string, advice: string) => `The rule is about "${field}", which is not mapped.${advice}`,
      within: (field: string, suggestion: string) =>
        `"within" names a field that is not mapped: "${field}".${suggestion}`,
    },
  },
  'field-required': {
    meaning: 'The mapping leaves out a field that every record of the target needs.',
    remediation: `Map the field, or give it a constant: { const: … }. ${CHECK}`,
    text: {
      field: (target: string, label: string, name: string, section: string) =>
        `Target ${target} requires ${label} (${name}), which is not mapped. Add to ${section}: ${name}: <column>`,
      oneOf: (target: string, fields: string) => `Target ${target} needs at least one of ${fields}.`,
      when: (requires: string, field: string, value: unknown) =>
        `${requires} is required when ${field} is ${value}, but it is not mapped. Add to fields: ${requires}: <column>`,
    },
  },
  'no-source': {
    meaning: 'The field has no source for its value.',
    remediation: 'Add column, const or expr.',
    text: { field: (field: unknown) => `"${field}" has no source for its value: write column, const or expr.` },
  },
  'two-sources': {
    meaning: 'The field has more than one source for its value.',
    remediation: 'Keep one of column, const and expr.',
    text: {
      field: (field: unknown, sources: string) => `"${field}" takes its value from ${sources}. Keep only one of them.`,
    },
  },
  'unknown-lookup': {
    meaning: 'There is no lookup of this name.',
    remediation: 'Write one of the lookups in docs/mapping.md.',
    text: {
      suggested: (lookup: string, suggestion: string) => `There is no lookup "${lookup}".${suggestion}`,
      listed: (lookup: string, lookups: string) => `There is no lookup "${lookup}". The lookups are ${lookups}.`,
    },
  },
  'wrong-lookup': {
    meaning: 'The lookup does not find what the field takes.',
    remediation: 'Write the lookup that the message names, or remove it.',
    text: {
      other: (label: string, name: string, right: string, wrong: string) =>
        `${label} (${name}) needs lookup: ${right}, not ${wrong}.`,
      needless: (label: string, name: string, values: string) =>
        `Remove the lookup: ${label} (${name}) takes one of ${values}.`,
    },
  },
  'unknown-transform': {
    meaning: 'There is no transform of this name.',
    remediation: 'Write one of the transforms in docs/mapping.md.',
    text: {
      suggested: (transform: string, suggestion: string) => `There is no transform "${transform}".${suggestion}`,
      listed: (transform: string, transforms: string) =>
        `There is no transform "${transform}". The transforms are ${transforms}.`,
    },
  },
  'bad-expression': {
    meaning: 'A JSONata expression cannot be parsed.',
    remediation: 'Correct the expression at the position that the message names.',
    text: {
      syntax: (message: string, position: number | undefined) =>
        `The expression cannot be read: ${message}${position === undefined ? '' : ` at character ${position}`}. It is JSONata: "=" and "!=" compare, "and" and "or" are in small letters, and a column name with blanks stands in backquotes: \`Full name\`.`,
    },
  },
  'bad-pattern': {
    meaning: 'The pattern of a rule cannot be read.',
    remediation:
      'Correct the pattern (RE2 syntax). In YAML, put it in single quotes: there a backslash is a backslash.',
    text: { syntax: (reason: string) => `The pattern cannot be read: ${reason}.` },
  },
  'bad-transform': {
    meaning: 'The transform cannot work with this parameter.',
    remediation: 'Correct the parameter as in the example; docs/mapping.md has more.',
    text: {
      oneName: () => 'A transform has one name. For several transforms, write a list: [trim, { slice: 50 }].',
      parameter: (transform: string, reason: string, example: string) =>
        `Transform "${transform}" does not take this parameter${reason}. Write it like ${example}.`,
      failed: (transform: string, reason: string) => `Transform "${transform}" does not work: ${reason}.`,
    },
  },
  'unknown-column': {
    meaning: 'The file has no column of this name.',
    remediation:
      'Write the name as it is in the header. If the columns are others altogether, is it the mapping of another spreadsheet?',
    text: {
      missing: (file: string, column: string, advice: string) => `${file} has no column "${column}".${advice}`,
      inExpression: (file: string, column: string, advice: string) =>
        `${file} has no column "${column}".${advice} Put names with spaces in backquotes.`,
      added: (column: string) =>
        `"${column}" is a column that errors.csv adds to a file; it is never mapped. If the column is your own, rename it.`,
    },
  },
  'ambiguous-column': {
    meaning: 'The file has several columns of this name.',
    remediation: 'Write Name#1 for the first and Name#2 for the second, or rename one in the file.',
    text: {
      several: (file: string, count: number, column: string) =>
        `${file} has ${count} columns named "${column}". Write "${column}#1" for the first, "${column}#2" for the second, or rename one.`,
    },
  },
  'unknown-custom-field': {
    meaning: 'The tenant has no custom field of this name.',
    remediation: 'Write the name of the field as it is in the CRM.',
    text: {
      suggested: (suggestion: string) => `is not a custom field of the tenant.${suggestion}`,
      listed: (fields: string) => `is not a custom field of the tenant; its custom fields are ${fields}`,
      none: () => 'is not a custom field of the tenant, which has none',
    },
  },
  'ambiguous-custom-field': {
    meaning: 'The tenant has several custom fields of this name.',
    remediation: 'Several custom fields have this name: use the variable or the id of the one you mean.',
    text: {
      several: (count: number, variables: string) => `is the name of ${count} custom fields; write one of ${variables}`,
    },
  },
  'custom-field-twice': {
    meaning: 'Two entries of the mapping are the same custom field.',
    remediation: 'Remove one of the two.',
    text: { both: (name: string, other: string) => `"${name}" and "${other}" are the same custom field. Remove one.` },
  },
  'custom-field-required': {
    meaning: 'The mapping leaves out a custom field that the tenant requires.',
    remediation: 'Map the field, or give it a constant: { const: … }.',
    text: {
      field: (name: string, variable: string, example: string) =>
        `The tenant requires the custom field "${name}" (${variable}), which is not mapped. Add to custom: ${example}`,
    },
  },
});
