import { zhConditions, zhTerms, zhTransforms } from '../../../chinese/terms.ts';
import type { TargetFieldForm, TargetForm, TargetForms } from '../../schemas/mappings.ts';

/** A name that the server tells, such as the label of a field, in the language of the page. Names of the tenant stay as they are. */
export function termIn(language: string, name: string): string {
  return language === 'zh' ? (zhTerms[name] ?? name) : name;
}

/** What a condition of an export means, or the name of one of its values, in the language of the page. */
export function conditionIn(language: string, text: string): string {
  return language === 'zh' ? (zhConditions[text] ?? text) : text;
}

/** The forms for a mapping in the language of the page; what they have no translation for stays English. */
export function formsIn(language: string, { targets, transforms, lookups }: TargetForms): TargetForms {
  if (language !== 'zh') return { targets, transforms, lookups };
  const term = (name: string) => termIn(language, name);
  const fieldsOf = (fields: readonly TargetFieldForm[]) =>
    fields.map((field) => {
      const label = term(field.label);
      return { ...field, label, description: field.description === field.label ? label : field.description };
    });
  const formOf = (form: TargetForm): TargetForm => ({
    ...form,
    title: term(form.title),
    summary: term(form.summary),
    fields: fieldsOf(form.fields),
    sections: form.sections.map((section) => ({
      ...section,
      title: term(section.title),
      fields: fieldsOf(section.fields),
    })),
  });
  return {
    targets: targets.map(formOf),
    transforms: transforms.map((transform) => ({
      ...transform,
      description: zhTransforms[transform.name] ?? transform.description,
    })),
    lookups,
  };
}
