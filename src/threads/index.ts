export { parentChannel, speakAsParent, threadEntry, WorkerThread } from './worker-thread.ts';
