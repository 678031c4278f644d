import { expect, test } from 'vitest';
import { emptyRowCounts } from '../../src/import/record/counters.ts';
import { html, trusted } from '../../src/report/html.ts';
import { renderReport } from '../../src/report/render-report.ts';

test('escapes text in content and attributes, keeps markup of its own, and joins lists', () => {
  const hostile = `"><script>alert('1')</script>\`&\u0000\uD83D`;
  const escaped = '&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#96;&#38;\ufffd\ufffd';
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  expect(html`${[html`<b>${1}</b>`, trusted('<i>')]}${undefined}${false}${0}`.text).toBe('<b>1</b><i>0');
});

test('renders a report of whatever a file holds', () => {
  const odd = 'half \uD83D and \u0000 none </script> \u202E';
  const report = renderReport({
    summary: {
      run: 'r',
      command: 'import',
      target: 'customer',
      status: 'completed_with_errors',
      rows: { ...emptyRowCounts(), read: 1, rejected: 1 },
      requests: { sent: 0, retried: 0, throttled: 0 },
      duration_ms: 0,
      rows_per_second: 0,
      causes: [{ state: 'rejected', code: 'required', field: odd, message: odd, firstRow: 2, count: 1 }],
      detected: { [odd]: odd },
      notices: [odd],
      unsent: [{ column: odd, field: odd, value: odd, rows: 3, first_row: 2 }],
      damage: {
        counts: { mojibake: 1 },
        findings: [{ code: 'mojibake', row: 2, column: 0, columnName: odd, text: odd, message: odd, lost: false }],
      },
      files: { report: 'report.html' },
    },
    input: odd,
    mapping: { path: odd, text: odd },
    startedAt: 0,
    endedAt: 0,
    errors: [{ row: 2, state: 'rejected', key: odd, code: 'required', field: odd, message: odd, cells: [odd, ''] }],
    header: [odd, 'b'],
    samples: [{ [odd]: odd }],
    settings: [[odd, odd]],
    timeline: { points: [], starts: [] },
    next: { text: odd, command: odd },
    steps: [],
    remediationFor: () => odd,
  });
  expect(report.isWellFormed()).toBe(true);
  expect(report.match(/<\/script>/g)).toHaveLength(1);
  expect(report).not.toContain('\u0000');
});
