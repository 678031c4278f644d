import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { type MappedRow, MappingError, parseMapping, type RowMapper } from '../../src/mapping/index.ts';
import { targets } from '../../src/targets/index.ts';
import type { Target } from '../../src/targets/target.ts';
import { anyCell } from '../support/arbitrary-cells.ts';
import { compileText, lookupsOf, rowOf } from '../support/map-rows.ts';
import fc from '../support/property.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant({ customers: 20 });
});
afterAll(() => tenant[Symbol.asyncDispose]());

const FORMS: readonly ((column: string, names: readonly string[]) => object)[] = [
  (column) => ({ column }),
  (column) => ({ column, split: ';' }),
  (column) => ({ column, blank: 'clear' }),
  (column) => ({ column, transform: ['collapse', { slice: 40 }] }),
  (column, [first]) => ({
    column,
    values: { ...(first === undefined ? {} : { Male: first }), 'N/A': null },
    otherwise: 'keep',
  }),
  (column) => ({ column: [column, 'C0'], transform: [{ join: ',' }] }),
  (column) => ({ column, transform: [{ default: '1' }], split: ',' }),
];

const CUSTOM_NAMES = [
  'Notes',
  'History',
  'Birthday',
  'Call time',
  'Credit limit',
  'Favourite fruit',
  'Interests',
  'Plan',
  'Region',
];

/** A value that each of them takes. */
const CUSTOM_VALUES: Record<string, string[]> = {
  Birthday: ['2025-04-03'],
  'Call time': ['09:05'],
  'Credit limit': ['1'],
  'Favourite fruit': ['Apple'],
  Interests: ['Music'],
  Plan: ['Pro'],
  Region: ['APAC'],
};

/** A mapping that fills every field of a target from a column of its own, each in the next of the forms. */
function mappingOf(target: Target, firstForm: number, lookups: boolean): { text: string; header: string[] } {
  const header: string[] = [];
  const spec = (index: number, names: readonly string[]): object => {
    header.push(`C${header.length}`);
    return FORMS[(firstForm + index) % FORMS.length]!(header.at(-1)!, names);
  };
  const fields = Object.entries(target.fields).map(([name, field], index) => {
    const lookup = lookups && field.lookup !== undefined && field.lookup !== 'customer' ? { lookup: field.lookup } : {};
    return [name, { ...spec(index, Object.keys(field.values ?? {})), ...lookup }];
  });
  const custom =
    target.custom?.member === 'ex_field_str'
      ? CUSTOM_NAMES.map((name, index) => [name, spec(index, CUSTOM_VALUES[name] ?? [])])
      : [];
  const content = { version: 1, target: target.name, fields: Object.fromEntries(fields) };
  return {
    text: JSON.stringify(custom.length > 0 ? { ...content, custom: Object.fromEntries(custom) } : content),
    header,
  };
}

function isSound(target: Target, mapped: MappedRow): void {
  if (mapped.payload === undefined) {
    expect(mapped.problems.length).toBeGreaterThan(0);
    for (const { code, message } of mapped.problems) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(message.length).toBeLessThan(700);
    }
    return;
  }
  expect(mapped.problems).toEqual([]);
  const parsed = target.endpoint.request.safeParse(mapped.payload);
  expect(parsed.error?.issues ?? []).toEqual([]);
  // What is sent is JSON: nothing in it may get lost on the way.
  expect(JSON.parse(JSON.stringify(mapped.payload))).toEqual(mapped.payload);
}

describe.each([...targets.values()])('target $name', (target) => {
  test.each([false, true])(
    'no row makes it throw, and what passes satisfies the request (lookups: %s)',
    async (lookups) => {
      const compiled: RowMapper[] = [];
      let width = 0;
      for (let choice = 0; choice < FORMS.length; choice++) {
        const { text, header } = mappingOf(target, choice, lookups);
        width = header.length;
        compiled.push(await compileText(text, header, lookupsOf({ read: tenant.read })));
      }
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyCell(), { minLength: width, maxLength: width }),
          fc.nat(FORMS.length - 1),
          async (cells: Cell[], choice) => {
            isSound(target, await compiled[choice]!.map(rowOf(cells)));
          },
        ),
        { numRuns: process.env['SOAK'] ? 150 : 50 },
      );
    },
  );
  test('a plausible row passes', async () => {
    const names = Object.keys(target.fields);
    const content = { version: 1, target: target.name, fields: Object.fromEntries(names.map((name) => [name, name])) };
    const mapper = await compileText(JSON.stringify(content), names, lookupsOf({ read: tenant.read }));
    const cells = Object.entries(target.fields).map(
      ([name, { values, type }]) => Object.keys(values ?? {})[0] ?? (type === 'named-ids' ? 'Premium' : name),
    );
    const mapped = await mapper.map(rowOf(cells));
    expect(mapped.problems).toEqual([]);
    isSound(target, mapped);
  });
});

describe('mapping files', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(1, 'customer', 'nick', null, true, 'lookup', 'trim', -1, ''),
      fc.string({ maxLength: 8 }),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('map'),
    ),
    map: fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'version',
          'target',
          'key',
          'fields',
          'custom',
          'tags',
          'stage',
          'blank',
          'nick',
          'crm_status',
          'column',
          'const',
          'expr',
          'transform',
          'values',
          'lookup',
          'by',
          'split',
          'date',
          '__proto__',
          'constructor',
        ),
        fc.string({ maxLength: 5 }),
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  }));

  function parses(text: string): void {
    try {
      parseMapping(text, 'any.yaml');
    } catch (error) {
      expect(error).toBeInstanceOf(MappingError);
      const { problems } = error as MappingError;
      expect(problems.length).toBeGreaterThan(0);
      for (const { position: place } of problems) expect(Math.min(place.line, place.column)).toBeGreaterThanOrEqual(1);
    }
  }

  test('of any shape are loaded or explained, never crash', () => {
    fc.assert(
      fc.property(json.map, (content) => parses(JSON.stringify(content))),
      { numRuns: process.env['SOAK'] ? 1000 : 300 },
    );
    fc.assert(
      fc.property(
        fc.record({ version: fc.constant(1), target: fc.constantFrom(...targets.keys()) }),
        json.map,
        (head, content) => parses(JSON.stringify({ ...content, ...head })),
      ),
      { numRuns: process.env['SOAK'] ? 1000 : 300 },
    );
  });

  test('of any text are loaded or explained, never crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => parses(text)),
      { numRuns: process.env['SOAK'] ? 1000 : 300 },
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'a',
            ':',
            ' ',
            '\n',
            '- ',
            '{',
            '}',
            '[',
            ']',
            '*',
            '&',
            '!',
            '|',
            '"',
            "'",
            '#',
            '?',
            '<<',
            'version: 1',
            'fields:',
          ),
        ),
        (parts) => parses(parts.join('')),
      ),
      { numRuns: process.env['SOAK'] ? 2000 : 600 },
    );
  });
});
