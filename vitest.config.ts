import { defineConfig } from 'vitest/config';

/** Tests of what happens when: they run by themselves, after the others, on a machine that does nothing else. */
const TIMED = ['test/import/shared-rate.test.ts', 'test/import/outage.test.ts', 'test/import/stop.test.ts'];

/** Tests of how much memory a process takes: each has one of its own. The others share theirs, with the commands' hosts. */
const APART = ['test/files/fuzz.test.ts', 'test/import/key-index.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...TIMED, ...APART],
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'apart', include: APART, maxWorkers: 3, sequence: { groupOrder: 0 } },
      },
      { extends: true, test: { name: 'timed', include: TIMED, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
