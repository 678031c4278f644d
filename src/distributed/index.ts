export { type DistributedRun, distributeRun } from './distribute-run.ts';
export { DistributedRuns } from './distributed-runs.ts';
export { distributedColumns } from './handed-out.ts';
export { DISTRIBUTED_POLICY } from './policy.ts';
export { factsForWorkers } from './run-facts.ts';
export type { Sending } from './run-work.ts';
export { runWorker } from './worker.ts';
export type { OnWorkerEvent, WorkerEvent } from './worker-events.ts';
export {
  listWorkers,
  liveWorkers,
  type NewWorker,
  QUEUE_KINDS,
  type QueueKind,
  type RunWorkload,
  type WorkerFacts,
  workOf,
} from './worker-registry.ts';
