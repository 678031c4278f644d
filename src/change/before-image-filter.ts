import type { CustomFieldDefinition } from '../api/index.ts';
import type { FilterResult, PendingRow, PreSendFilter } from '../import/index.ts';
import type { Target } from '../targets/index.ts';
import { changedCells } from './compare-rows.ts';
import { CHANGE_POLICY } from './policy.ts';
import { type RecordReader, rowsBeforeWriting } from './record-reader.ts';
import { type RowEffects, rowEffects } from './row-effects.ts';
import type { ValueContext } from './same-value.ts';

const TAG_TARGETS: readonly string[] = ['customer-tagging', 'customer-tags'];

interface BeforeImageOptions {
  /** How many requests may be sent at once, and in a second. */
  readonly limits: Parameters<typeof rowsBeforeWriting>[0];
  readonly target: Target;
  readonly definitions: readonly CustomFieldDefinition[];
  readonly values: ValueContext;
  readonly reader: RecordReader;
  readonly displacedBy: (tag: string) => readonly string[];
}

/** Keeps with each row what its record had before; the rows are sent as they are. For targets that act on customers: tags, stage, … */
export class BeforeImageFilter implements PreSendFilter {
  readonly size: number;
  readonly #options: BeforeImageOptions;

  constructor(options: BeforeImageOptions) {
    this.#options = options;
    const { target, limits } = options;
    // One call reads the tags of many customers.
    this.size = TAG_TARGETS.includes(target.name) ? CHANGE_POLICY.reading.tagsPerCall : rowsBeforeWriting(limits);
  }

  async filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]> {
    const { target, definitions, reader } = this.#options;
    const effects = rows.map((row) => rowEffects(target, row, { definitions, forExisting: true }));
    const wanted = effects.flatMap(({ id, cells, onlyTags }) =>
      id === undefined ? [] : [{ id, fields: onlyTags ? [...cells.keys(), 'tags'] : cells.keys() }],
    );
    const states = await reader.read(wanted, { live: false });
    return rows.map((row, index) => this.#result(row, effects[index] as RowEffects, states));
  }

  #result(
    { payload, stored }: PendingRow,
    effects: RowEffects,
    states: Awaited<ReturnType<RecordReader['read']>>,
  ): FilterResult {
    const { values, displacedBy } = this.#options;
    const state = effects.id === undefined ? undefined : states.get(effects.id);
    // Whether the record exists is the server's to say.
    if (state === undefined) return { kind: 'send', payload };
    const cells = changedCells(effects, state, { values, displacedBy });
    return { kind: 'send', payload, change: stored ?? { id: state.id, name: state.nick, cells } };
  }
}
