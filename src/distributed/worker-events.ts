/** What a worker does, for its log. */
export type WorkerEvent =
  | { readonly event: 'started'; readonly worker: number; readonly queues: readonly string[] }
  | {
      readonly event: 'chunk-taken';
      readonly run: string;
      readonly chunk: number;
      readonly rows: number;
      readonly epoch: number;
    }
  | {
      readonly event: 'chunk-done' | 'chunk-released' | 'chunk-lost';
      readonly run: string;
      readonly chunk: number;
      readonly requests: number;
      readonly ms: number;
    }
  /** Chunks of workers that are gone were offered again. */
  | { readonly event: 'chunks-recovered'; readonly chunks: number }
  | { readonly event: 'run-stopped'; readonly run: string; readonly code: string; readonly reason: string }
  | { readonly event: 'server-down' | 'server-up'; readonly reason: string }
  /** No calls are made until then, because of a window, a budget, or a limit of the API. */
  | { readonly event: 'waiting'; readonly reason: string; readonly until: string }
  | { readonly event: 'going-on' }
  | { readonly event: 'database-lost'; readonly reason: string }
  | { readonly event: 'database-back' }
  | { readonly event: 'stopping' }
  | { readonly event: 'stopped'; readonly chunks: number };

export type OnWorkerEvent = (event: WorkerEvent) => void;
