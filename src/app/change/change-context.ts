import { endpoints } from '../../api/endpoints/index.ts';
import type { CustomFieldDefinition } from '../../api/index.ts';
import {
  AgentsInCharge,
  type CellWords,
  cellWords,
  LearntNames,
  RecordReader,
  type ValueContext,
} from '../../change/index.ts';
import { type NamedEntry, REFERENCE_LISTS } from '../../mapping/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import { TagCatalogue } from '../../tagging/index.ts';
import type { Session } from '../session.ts';

/** What comparing, changing and showing records of one tenant needs. */
export interface ChangeContext {
  readonly definitions: readonly CustomFieldDefinition[];
  readonly values: ValueContext;
  readonly reader: RecordReader;
  readonly displacedBy: (tag: string) => readonly string[];
  readonly cellWords: CellWords;
}

/**
 * Reads the tenant's custom fields, and its tags where rows change some. `listsAgents`: where the rows of the list of customers do not
 * name their agents, the lists of all agents are read. Errors: those of `Dispatcher.send`.
 */
export async function openChangeContext(
  session: Session,
  {
    mirror,
    usesTags,
    listsAgents = false,
  }: { readonly mirror: Mirror | undefined; readonly usesTags: boolean; readonly listsAgents?: boolean },
): Promise<ChangeContext> {
  const [definitions, catalogue] = await Promise.all([
    session.readList(endpoints.listCustomerFields) as unknown as Promise<readonly CustomFieldDefinition[]>,
    usesTags ? TagCatalogue.read((endpoint, query) => session.readList(endpoint, query)) : undefined,
  ]);
  const names = new NamesById(session);
  if (catalogue) names.set('tag', (id) => catalogue.nameOf(id));
  await names.load(SHOWN_LISTS);
  const learnt = new LearntNames();
  const learnNames: ValueContext['learnNames'] = (valueIn) => learnt.learn(valueIn);
  const values: ValueContext = {
    definitions: new Map(definitions.map((definition) => [definition.field_id, definition])),
    nameOf: (lookup, id) => names.nameOf(lookup, id) ?? learnt.nameOf(lookup, id),
    learnNames,
  };
  return {
    definitions,
    values,
    cellWords: cellWords(values),
    reader: new RecordReader({
      dispatcher: session.dispatcher,
      definitions,
      mirror,
      agents: listsAgents
        ? new AgentsInCharge({ dispatcher: session.dispatcher, agents: names.entries('agent') })
        : undefined,
      learnNames,
      now: () => session.client.serverNow() ?? Date.now(),
    }),
    displacedBy: (tag) => catalogue?.displacedBy(tag) ?? [],
  };
}

/** The lists whose entries are shown by name; rows and records tell the names of provinces, cities and enterprises. */
const SHOWN_LISTS = ['agent', 'country', 'level', 'stage', 'timezone', 'language'] as const;

/** The names of a tenant's lists, by lookup and id. */
class NamesById {
  readonly #session: Session;
  readonly #names = new Map<string, (id: string) => string | undefined>();
  readonly #entries = new Map<string, readonly NamedEntry[]>();

  constructor(session: Session) {
    this.#session = session;
  }

  set(lookup: string, nameOf: (id: string) => string | undefined): void {
    this.#names.set(lookup, nameOf);
  }

  /** A list that cannot be read leaves its ids as they are. */
  async load(lookups: readonly (keyof typeof REFERENCE_LISTS)[]): Promise<void> {
    const { readList, settings } = this.#session;
    const language = settings.language === 'zh' ? 'zh' : 'en';
    await Promise.all(
      lookups.map(async (lookup) => {
        const entries = await REFERENCE_LISTS[lookup].entries(readList, language);
        const names = new Map(entries.map(({ id, name }) => [id, name]));
        this.set(lookup, (id) => names.get(id));
        this.#entries.set(lookup, entries);
      }),
    );
  }

  entries(lookup: (typeof SHOWN_LISTS)[number]): readonly NamedEntry[] {
    return this.#entries.get(lookup) ?? [];
  }

  nameOf(lookup: string, id: string): string | undefined {
    return this.#names.get(lookup)?.(id);
  }
}
