import { counted, t } from '../../words/index.ts';
import { type ContractFinding, contractFinding } from './contract-findings.ts';
import type { ContractReport, EndpointFindings } from './contract-report.ts';

/** The report as a text for the people who run the API. */
export function contractText(report: ContractReport): string {
  const { version, host, asked_at, calls, endpoints, reason } = report;
  const of = (status: EndpointFindings['status']) => endpoints.filter((each) => each.status === status);
  const different = of('different');
  const count = findingsOf(different, 'difference').length;
  const lines = [
    t`sobot-etl ${version}: the API at ${host} compared with its document`,
    t`${asked_at}, ${counted(calls, 'call')}, none of which changes anything`,
    t`This text holds names and types, and no value of any record.`,
    '',
    ...(reason === undefined ? [] : [t`Not everything could be asked: ${reason}`, '']),
    ...section(t`Differences: ${count}`, different, 'difference'),
    ...section(t`Also seen, and read as it is`, endpoints, 'note'),
    ...names(t`As expected`, of('as-expected')),
    ...names(t`No record to ask with`, of('no-record')),
    ...names(t`Not asked`, of('not-asked')),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The findings of a level, of several calls. */
export function findingsOf(endpoints: readonly EndpointFindings[], level: ContractFinding['level']): ContractFinding[] {
  return endpoints.flatMap(({ findings }) => findings.filter((each) => each.level === level));
}

function section(title: string, endpoints: readonly EndpointFindings[], level: ContractFinding['level']): string[] {
  const blocks = [...blocksOf(endpoints, level)];
  if (blocks.length === 0 && level === 'note') return [];
  return [title, ...blocks.flatMap(([heading, findings]) => ['', heading, ...findings.flatMap(findingLines)]), ''];
}

/** What so many calls have in common is told once. */
const MIN_CALLS_IN_COMMON = 3;

/** The findings under the names of the calls that have them. */
function blocksOf(
  endpoints: readonly EndpointFindings[],
  level: ContractFinding['level'],
): Map<string, ContractFinding[]> {
  const all = endpoints.flatMap((each) => {
    const findings = findingsOf([each], level);
    return (level === 'note' ? joined(findings) : findings).map((finding) => ({ name: each.endpoint, finding }));
  });
  const blocks = new Map<string, ContractFinding[]>();
  const put = (heading: string, finding: ContractFinding) =>
    blocks.set(heading, [...(blocks.get(heading) ?? []), finding]);
  for (const same of Map.groupBy(all, ({ finding }) => finding.text).values()) {
    const names = same.map(({ name }) => name);
    const headings =
      names.length < MIN_CALLS_IN_COMMON ? names : [`${counted(names.length, 'call')}: ${names.join(', ')}`];
    const [first] = same;
    if (first) for (const heading of headings) put(heading, first.finding);
  }
  return blocks;
}

/** Members of which the same is noted share a line. */
function joined(notes: readonly ContractFinding[]): ContractFinding[] {
  const groups = Map.groupBy(notes, ({ kind, expected, found }) => JSON.stringify([kind, expected, found]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first?.at === undefined) return first ?? [];
    const { kind, expected, found } = first;
    const at = [first, ...others].map((each) => each.at).join(', ');
    return contractFinding(kind, { at, expected, found });
  });
}

function findingLines({ text, means }: ContractFinding): string[] {
  return [`  - ${text}`, ...(means === undefined ? [] : [`    ${means}`])];
}

function names(title: string, endpoints: readonly EndpointFindings[]): string[] {
  if (endpoints.length === 0) return [];
  const shown = endpoints.map(({ endpoint, missing }) => (missing ? t`${endpoint} (needs ${missing})` : endpoint));
  return [`${title}: ${shown.join(', ')}`, ''];
}
