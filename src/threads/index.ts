export { parentChannel, threadEntry, WorkerThread } from './worker-thread.ts';
