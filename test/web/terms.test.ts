import { expect, test } from 'vitest';
import { describeStreams } from '../../src/app/export/preview-export.ts';
import { mappingForms } from '../../src/app/mappings/target-forms.ts';
import { zhConditions, zhTerms, zhTransforms } from '../../src/chinese/terms.ts';

test('every name of the mapping forms has a Chinese one, and none is left over', () => {
  const { targets, transforms } = mappingForms();
  const names = targets.flatMap(({ title, summary, fields, sections }) => [
    ...[title, summary],
    ...sections.map((section) => section.title),
    ...[...fields, ...sections.flatMap((section) => section.fields)].map(({ label }) => label),
  ]);
  expect(Object.keys(zhTerms).toSorted()).toEqual([...new Set(names)].toSorted());
  expect(Object.keys(zhTransforms).toSorted()).toEqual(transforms.map(({ name }) => name).toSorted());
});

test('every condition of an export and every name of its values has a Chinese text, and none is left over', () => {
  const texts = describeStreams().flatMap(({ filters }) =>
    filters.flatMap(({ description, values = {} }) => [description, ...Object.keys(values)]),
  );
  expect(Object.keys(zhConditions).toSorted()).toEqual([...new Set(texts)].toSorted());
});
