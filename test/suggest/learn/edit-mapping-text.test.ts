import { describe, expect, test } from 'vitest';
import { type FieldSpecObject, longForm, parseMapping } from '../../../src/mapping/index.ts';
import { applyEdits, editMappingText, unifiedDiff } from '../../../src/suggest/index.ts';

const TEXT = `# Customers
version: 1
target: customer
fields:
  nick:   Full name      # a bare column
  tel: { column: Mobile, transform: [phone] }   # numbers
  sex:
    column: Gender
    values:
      Male: 1   # M
      Female: 2

    # below
  email: { column: "E-mail, private", values: { none: null } }
  crm_status: { const: 1 }

custom:
  "Born on": { column: Born }  # a custom field
`;

function edited(text: string, changes: Record<string, Partial<FieldSpecObject>>) {
  const mapping = parseMapping(text, 'map.yaml');
  const of = Object.entries(changes).map(([name, more]) => {
    const section = name in (mapping.content.fields ?? {}) ? 'fields' : 'custom';
    const spec = longForm(mapping.content[section]?.[name] ?? '');
    const field = { path: [section, name], name, spec, column: 0, columnName: '' };
    return { field, spec: { ...spec, ...more, ...(more.values && { values: { ...spec.values, ...more.values } }) } };
  });
  const edits = editMappingText(mapping, of);
  return edits && { text: applyEdits(mapping.text, edits), diff: unifiedDiff('map.yaml', mapping.text, edits) };
}

describe('editMappingText', () => {
  test('changes only what is learnt; comments, quotes and layout stay', () => {
    const { text, diff } = edited(TEXT, {
      nick: { values: { 'N/A': null }, otherwise: 'keep' },
      tel: { transform: [{ phone: 'DE' }] },
      sex: { values: { M: '1', 'F.': '2', yes: '1' } },
      email: { values: { 'n/a': null, '0': null } },
      'Born on': { transform: [{ date: ['DD.MM.YYYY', 'YYYY/MM/DD'] }] },
    }) ?? { text: '', diff: '' };
    expect(text).toBe(`# Customers
version: 1
target: customer
fields:
  nick:   { column: Full name, values: { N/A: null }, otherwise: keep }      # a bare column
  tel: { column: Mobile, transform: [{ phone: DE }] }   # numbers
  sex:
    column: Gender
    values:
      Male: 1   # M
      Female: 2
      M: 1
      F.: 2
      yes: 1

    # below
  email: { column: "E-mail, private", values: { none: null, "0": null, n/a: null } }
  crm_status: { const: 1 }

custom:
  "Born on": { column: Born, transform: [{ date: [DD.MM.YYYY, YYYY/MM/DD] }] }  # a custom field
`);
    expect(diff).toContain(`@@ -3,6 +3,6 @@
 target: customer
 fields:
-  nick:   Full name      # a bare column
-  tel: { column: Mobile, transform: [phone] }   # numbers
+  nick:   { column: Full name, values: { N/A: null }, otherwise: keep }      # a bare column
+  tel: { column: Mobile, transform: [{ phone: DE }] }   # numbers
   sex:`);
    expect(diff).toContain('       Female: 2\n+      M: 1\n+      F.: 2\n+      yes: 1\n \n     # below');
  });

  test('writes long value maps over several lines, in files of Windows, too', () => {
    const values = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`Grade ${index}`, `${index % 2}`]));
    const windows = TEXT.replaceAll('\n', '\r\n');
    for (const name of ['nick', 'tel', 'email', 'sex']) {
      const { text = '' } = edited(windows, { [name]: { values, otherwise: 'keep' } }) ?? {};
      expect(text.match(/\r\n/g)?.length, name).toBeGreaterThan(40);
      expect(text.replaceAll('\r\n', ''), name).not.toContain('\n');
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThan(130);
    }
  });

  test('refuses what it cannot edit without changing something else', () => {
    const shared = TEXT.replace('{ column: Mobile, transform: [phone] }', '&t { column: Mobile }').replace(
      '{ column: Born }',
      '*t',
    );
    expect(edited(shared, { 'Born on': { transform: ['date'] } })).toBeUndefined();
    expect(edited(shared, { tel: { transform: [{ phone: 'DE' }] } })).toBeUndefined();
  });
});
