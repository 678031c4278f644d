import type { FailureCause, ImportSummary } from '../import/index.ts';
import type { RowOutcome } from '../ledger/index.ts';
import { t } from '../words/index.ts';
import type { ReportInput } from './report-input.ts';

/** Stands for a value that is not shown. */
const HIDDEN = '****';

/** What a code means, without the facts of a case; undefined for an unknown code. */
type MeaningOf = (code: string) => string | undefined;

/** Every member, so that a new one does not compile until it is decided what a masked report shows of it. */
type Decided<Members> = { readonly [Name in keyof Required<Members>]: Members[Name] | undefined };

/**
 * The report without anything that comes from cells or from the CRM's records: for people who may know how a run went, but not
 * whom it was about. Numbers, codes, names of fields and files, and settings stay; messages are replaced by what their codes mean.
 */
export function maskReport(report: ReportInput, meaningOf: MeaningOf): ReportInput {
  const { summary, input, mapping, startedAt, endedAt, timeline, settings, steps, changes, remediationFor } = report;
  const masked: Decided<ReportInput> = {
    isMasked: true,
    summary: maskSummary(summary, meaningOf),
    input,
    // A mapping may name values.
    mapping: { path: mapping.path, text: '' },
    startedAt,
    endedAt,
    errors: report.errors.map((outcome) => maskOutcome(outcome, meaningOf)),
    header: [],
    samples: [],
    timeline,
    settings,
    // The command is for the person who ran the other one.
    next: undefined,
    steps: steps?.map(({ name, summary: { rows, target, status, dry_run } }) => ({
      name,
      summary: { rows, target, status, ...(dry_run && { dry_run }) },
    })),
    remediationFor,
    tagging: maskTagging(report.tagging),
    changes: changes && {
      total: changes.total,
      cells: changes.cells.map(({ row, field, before, after }) => ({
        row,
        // The rest is the name of a tag, which may come from a cell.
        field: field.startsWith('Tag ') ? 'Tag' : field,
        before: hidden(before),
        after: hidden(after),
      })),
    },
  };
  return masked as ReportInput;
}

function hidden(text: string): string {
  return text === '' ? '' : HIDDEN;
}

function maskSummary(summary: ReportInput['summary'], meaningOf: MeaningOf): ReportInput['summary'] {
  const { run, command, target, status, reason, reason_code, bad_input, dry_run, sample, rows, requests } = summary;
  const { duration_ms, rows_per_second, waited_ms, nights, collisions, skipped_for, merged, detected, damage, files } =
    summary;
  const masked: Decided<ReportInput['summary']> = {
    run,
    command,
    target,
    status,
    reason: reason && ((reason_code && meaningOf(reason_code)) || t`The run stopped early.`),
    reason_code,
    bad_input,
    dry_run,
    sample,
    rows,
    requests,
    duration_ms,
    rows_per_second,
    waited_ms,
    nights,
    causes: maskCauses(summary.causes, meaningOf),
    collisions,
    skipped_for,
    merged,
    cells: summary.cells,
    detected,
    // They quote values.
    notices: [],
    unsent: summary.unsent?.map((value) => ({ ...value, value: HIDDEN })),
    tagging: maskTagging(summary.tagging),
    damage: damage && {
      counts: damage.counts,
      findings: damage.findings.map((finding) => ({
        ...finding,
        text: HIDDEN,
        message: meaningOf(finding.code) ?? '',
      })),
    },
    files: { report: files.report },
  };
  return masked as ReportInput['summary'];
}

/** The causes by state, code and field: with their messages, they also differed by value. */
function maskCauses(causes: readonly FailureCause[], meaningOf: MeaningOf): FailureCause[] {
  const groups = Map.groupBy(causes, ({ state, code, field }) => JSON.stringify([state, code, field]));
  const masked = [...groups.values()].flatMap(([first, ...others]): FailureCause[] => {
    if (first === undefined) return [];
    const { state, code, field } = first;
    const count = others.reduce((sum, other) => sum + other.count, first.count);
    const firstRow = Math.min(first.firstRow, ...others.map((other) => other.firstRow));
    return [{ state, code, field, message: meaningsOf(code, meaningOf), firstRow, count }];
  });
  return masked.sort((one, other) => other.count - one.count);
}

function maskOutcome({ row, state, code, field }: RowOutcome, meaningOf: MeaningOf): RowOutcome {
  return { row, state, key: HIDDEN, code, field, message: meaningsOf(code ?? '', meaningOf) };
}

/** A row with several problems has several codes, separated by `; `. */
function meaningsOf(codes: string, meaningOf: MeaningOf): string {
  const meanings = codes.split('; ').map((code) => meaningOf(code) ?? t`The message is not shown.`);
  return [...new Set(meanings)].join(' ');
}

/** Tags may be named in cells. */
function maskTagging(tagging: ImportSummary['tagging']): ImportSummary['tagging'] {
  return (
    tagging && {
      ...(tagging.customers && { customers: tagging.customers }),
      ...(tagging.tags && { tags: tagging.tags.map((tag, index) => ({ ...tag, tag: t`tag ${index + 1}` })) }),
      made: tagging.made.map(() => HIDDEN),
    }
  );
}
