import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of what happens when: they run by themselves, after the others, on a machine that does nothing else. */
const TIMED = ['test/import/shared-rate.test.ts', 'test/import/outage.test.ts', 'test/import/stop.test.ts'];

/** Tests of how much memory a process takes: each has one of its own. The others share theirs, with the commands' hosts. */
const APART = ['test/files/fuzz.test.ts', 'test/sketches/key-index.test.ts'];

/** Tests that wait for long: they begin first, so that nobody waits for them at the end. */
const LONG = [
  'in-doubt',
  'progress',
  'secrets',
  'kill',
  'lagging-list',
  'long-export',
  'examples',
  'guides',
  'conformance',
  'views.e2e',
  'running.e2e',
  'journey.e2e',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      if (project.name === 'apart') return 0;
      return LONG.some((name) => moduleId.endsWith(`/${name}.test.ts`)) ? 1 : 2;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
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
