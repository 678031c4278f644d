import { expect, test } from 'vitest';
import { clockOf } from '../../src/app/export/export-choice.ts';

test.each(['CST', 'cst', 'IST', 'BST', 'EST', 'MST', 'AST', 'SST', 'PST'])(
  'refuses %s, which stands for several time zones, and lists them',
  (zone) => {
    expect(() => clockOf(zone)).toThrow(/stands for several time zones; write the intended one: \w+\/\w+, \w+\/\w+/);
  },
);

test.each(['UTC', 'GMT', 'CET', 'PRC', 'Asia/Shanghai', 'America/Chicago', undefined])(
  'accepts %s as one zone',
  (zone) => {
    expect(clockOf(zone)(0)).toMatch(/^19(?:69|70)-/);
  },
);
