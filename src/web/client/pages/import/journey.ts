import { useSyncExternalStore } from 'react';
import type { PageImportChoice } from '../../../schemas/checks.ts';
import type { JobRequest } from '../../../schemas/jobs.ts';
import type { MappingContent } from '../../../schemas/mappings.ts';
import type { PageSource, UploadedFile } from '../../../schemas/uploads.ts';

/** The steps of an import in their order. */
export const STEPS = ['file', 'map', 'check', 'plan', 'import', 'result'] as const;

export type Step = (typeof STEPS)[number];

/** What the user has done so far in this tab. A later member depends on the earlier ones. */
export interface Journey {
  readonly upload?: UploadedFile | undefined;
  /** How to read the file, where it is not as detected. */
  readonly source: PageSource;
  /** The number of the first row below the column names. */
  readonly firstRow?: number | undefined;
  readonly content?: MappingContent | undefined;
  readonly options: PageImportChoice;
  readonly check?: string | undefined;
  /** The job that makes the plan. */
  readonly plan?: string | undefined;
  /** The job that sends, or sent. */
  readonly job?: string | undefined;
  /** What that job was asked for; it can be asked for again if it was stopped before it began. */
  readonly request?: JobRequest | undefined;
  /** The runs of this file before that one: a retry, a resumed run or an undo follows another. */
  readonly earlier?: readonly string[] | undefined;
}

const KEY = 'sobot-etl:import';
const EMPTY: Journey = { source: {}, options: {} };

let journey: Journey = read();
const listeners = new Set<() => void>();

/** The import of this tab; it outlives a reload of the page. */
export function useJourney(): Journey {
  return useSyncExternalStore(subscribe, () => journey);
}

/** The import as it is now, for what runs outside of rendering. */
export function currentJourney(): Journey {
  return journey;
}

/** Changes the import. What depends on a changed member is forgotten: another file needs another mapping, another mapping another check. */
export function changeJourney(change: Partial<Journey>): void {
  const isOther = <K extends keyof Journey>(key: K) => key in change && change[key] !== journey[key];
  const forgotten: Partial<Journey> = {
    ...(isOther('upload') && { ...EMPTY, firstRow: undefined, content: undefined }),
    ...(isOther('source') && { content: undefined, firstRow: undefined }),
    ...((isOther('upload') || isOther('source') || isOther('content') || isOther('options')) && { check: undefined }),
  };
  const isStale = 'check' in forgotten || isOther('check');
  journey = {
    ...journey,
    ...forgotten,
    ...(isStale && { plan: undefined, job: undefined, request: undefined, earlier: undefined }),
    ...change,
  };
  sessionStorage.setItem(KEY, JSON.stringify(journey));
  for (const listener of listeners) listener();
}

/** Begins anew, with another file. */
export function resetJourney(): void {
  changeJourney({ ...EMPTY, upload: undefined });
}

/** The steps that can be gone to with what has been done. */
export function reachableSteps({ upload, content, check, plan, job }: Journey): ReadonlySet<Step> {
  const steps: Step[] = ['file'];
  if (upload) steps.push('map');
  if (content && check) steps.push('check');
  if (plan) steps.push('plan');
  if (job) steps.push('import', 'result');
  return new Set(steps);
}

function read(): Journey {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Journey>) };
  } catch {
    return EMPTY;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
