import { endpoints } from '../../api/endpoints/index.ts';
import { type CustomFieldDefinition, fieldType } from '../../api/index.ts';
import { CASCADE_SEPARATOR, OPTION_SEPARATOR, optionNames, REFERENCE_LISTS } from '../../mapping/index.ts';
import { NO_NAMES, PUSH_POLICY, type PushNames } from '../../push/index.ts';
import { type Clock, systemClock } from '../../resilience/index.ts';
import { TagCatalogue } from '../../tagging/index.ts';
import { openSession, type Session } from '../session.ts';
import type { Settings } from '../settings.ts';

/** A custom field that a push has and the names do not is looked for again, but not more often than this. */
const MIN_RELOAD_MS = 60_000;

interface LoadedNames extends PushNames {
  readonly customFields: readonly string[];
}

/** The names of a tenant's custom fields, levels and tags, read in the background and anew from time to time. */
export class TenantNames {
  readonly #settings: Settings | undefined;
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #onFailure: (error: Error) => void;
  #names: LoadedNames = { ...NO_NAMES, customFields: [] };
  #loading: Promise<void> | undefined;
  readonly #renewal: NodeJS.Timeout;
  #loadedAt = Number.NEGATIVE_INFINITY;

  /** `settings`: undefined without credentials, so that there are no names. */
  constructor(
    settings: Settings | undefined,
    {
      clock = systemClock,
      stop,
      onFailure,
    }: {
      readonly clock?: Clock;
      readonly stop: AbortSignal;
      readonly onFailure: (error: Error) => void;
    },
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#stop = stop;
    this.#onFailure = onFailure;
    this.#renewal = setInterval(() => void this.#load(), PUSH_POLICY.feed.namesMaxAgeMs).unref();
  }

  /** Resolves when the names were read, or after some time without them. */
  async ready(): Promise<void> {
    const patience = this.#clock.sleep(PUSH_POLICY.feed.namesPatienceMs, this.#stop).catch(() => undefined);
    await Promise.race([this.#load(), patience]);
  }

  /** What is known now. A field that is not known is looked for anew. */
  readonly names: PushNames = {
    fieldName: (id) => {
      const name = this.#names.fieldName(id);
      if (name === undefined) this.#reloadAfter(MIN_RELOAD_MS);
      return name;
    },
    fieldText: (id, value) => this.#names.fieldText(id, value),
    levelName: (id) => this.#names.levelName(id),
    tagName: (id) => this.#names.tagName(id),
  };

  get customFields(): readonly string[] {
    return this.#names.customFields;
  }

  /** Resolves when nothing is being read. */
  async close(): Promise<void> {
    clearInterval(this.#renewal);
    await this.#loading;
  }

  #reloadAfter(ms: number): void {
    if (this.#clock.elapsed() - this.#loadedAt > ms) void this.#load();
  }

  #load(): Promise<void> {
    if (!this.#settings || this.#stop.aborted) return Promise.resolve();
    this.#loading ??= this.#read(this.#settings).finally(() => {
      this.#loadedAt = this.#clock.elapsed();
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(settings: Settings): Promise<void> {
    try {
      const session = await openSession(settings, this.#clock, Math.random, { stop: this.#stop, cancel: this.#stop });
      try {
        this.#names = await readNames(session);
      } finally {
        await session.close();
      }
    } catch (error) {
      if (!this.#stop.aborted) this.#onFailure(error as Error);
    }
  }
}

async function readNames(session: Session): Promise<LoadedNames> {
  const { readList } = session;
  const [fields, levels, tags] = await Promise.all([
    readList(endpoints.listCustomerFields) as Promise<unknown> as Promise<readonly CustomFieldDefinition[]>,
    REFERENCE_LISTS.level.entries(readList),
    TagCatalogue.read(readList),
  ]);
  const levelNames = new Map(levels.map(({ id, name }) => [id, name]));
  const fieldNames = new Map(
    fields.flatMap(({ field_id: id, field_name: name }) => (name ? [[id, name] as const] : [])),
  );
  const options = new Map(
    fields
      .filter(({ cus_field_data_info_list: list }) => list.length > 0)
      .map((field) => [field.field_id, optionNames(field, separatorOf(field))]),
  );
  return {
    customFields: [...fieldNames.values()],
    fieldName: (id) => fieldNames.get(id),
    fieldText: (id, value) => options.get(id)?.(value) ?? undefined,
    levelName: (id) => levelNames.get(id),
    tagName: (id) => tags.nameOf(id),
  };
}

function separatorOf({ field_type: type }: CustomFieldDefinition): string {
  return type === fieldType.cascade ? CASCADE_SEPARATOR : OPTION_SEPARATOR;
}
