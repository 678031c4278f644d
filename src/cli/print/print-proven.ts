import type { ProvenRuns } from '../../app/prove-runs.ts';
import { counted, localTimeText, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

/** What the audit trail proves. */
export function printProven(terminal: Terminal, proven: ProvenRuns, { json }: { readonly json: boolean }): void {
  if (json) terminal.data(JSON.stringify(proven));
  for (const { message } of proven.problems) terminal.complain(t`Altered: ${message}.`);
  terminal.say(linesOf(proven));
}

function linesOf({ status, head, events, since, runs, noted, problems }: ProvenRuns): string[] {
  const notCovered = runs.not_covered === 0 ? [] : [uncoveredText(counted(runs.not_covered, 'run'), since)];
  if (head === null) return [t`There are no events yet, so there is nothing to prove.`, ...notCovered];
  const proven = counted(runs.proven, 'run');
  return [
    status === 'proven'
      ? t`Proven: ${proven} and ${counted(events, 'event')}, none altered since they were recorded.`
      : t`${counted(problems.length, 'problem')} found; proven: ${proven}. Compare the state folder with a backup, and find out who could write it.`,
    ...notCovered,
    ...(runs.removed > 0
      ? [t`Removed by runs prune: ${counted(runs.removed, 'run')}; their events are still there.`]
      : []),
    ...(noted
      ? [t`The hash that you noted is that of event ${noted.event} of ${events}, of ${timeText(noted.at)}.`]
      : []),
    t`Head: ${head}`,
    t`Note it where nobody who can write the ledger can change it. Later: sobot-etl runs verify --head ${head.slice(0, 12)}`,
  ];
}

function uncoveredText(runs: string, since: string | null): string {
  return since === null
    ? t`Not covered: ${runs} from before the audit trail.`
    : t`Not covered: ${runs} from before the audit trail began (${timeText(since)}).`;
}

function timeText(iso: string): string {
  return localTimeText(Date.parse(iso), 'minute');
}
