import { expect, test } from 'vitest';
import { renderProfile } from '../../src/report/render-profile.ts';

test('a page about a profile of odd text is well-formed and holds no markup of the file', () => {
  const odd = 'half \uD83D and \u0000 none </script> <b>\u202E';
  const page = renderProfile(
    {
      file: odd,
      format: odd,
      detected: { [odd]: odd },
      target: odd,
      rows: { read: 3 },
      columns: [
        {
          name: odd,
          letters: 'A',
          filled: 3,
          blank: 0,
          distinct: { count: 2, exact: true },
          top: [{ value: odd, count: 2 }],
          top_missed: 0,
          length: { min: 1, max: 2, mean: 1.5 },
          type: 'mixed',
          types: { text: 1, number: 2 },
          formats: [odd],
          min: odd,
          max: odd,
          order: 'text',
          issues: [{ code: odd, count: 1, row: 2, value: odd, message: odd }],
          field: { field: odd, label: odd, confidence: 0.5 },
          field_note: odd,
        },
      ],
      issues: [{ code: odd, count: 1, row: 2, value: odd, message: odd }],
      notices: [odd],
    },
    odd,
  );
  expect(page.isWellFormed()).toBe(true);
  expect(page).not.toContain('</script>');
  expect(page).not.toContain('<b>\u202E');
  expect(page).not.toContain('\u0000');
});
