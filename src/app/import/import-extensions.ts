import { endpoints } from '../../api/endpoints/index.ts';
import { ApiError, SobotError } from '../../api/index.ts';
import { type EditCounts, EditedRows, openRows } from '../../import/index.ts';
import { FINGERPRINT_COLUMN, type LoadedMapping, listed, ValueError } from '../../mapping/index.ts';
import {
  addsTags,
  createTags,
  type MissingTag,
  missingTags,
  namesToAdd,
  plannedTag,
  TAGGING_MESSAGES,
  TagCatalogue,
  tagResolver,
  withTagResolver,
} from '../../tagging/index.ts';
import { counted, t } from '../../words/index.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import type { ImportChoice } from './import-choice.ts';
import type { ImportExtension } from './import-request.ts';
import { sourceOf } from './open-input.ts';

/** The most tags that a message lists. */
const MAX_LISTED_TAGS = 50;

/** Checks `--group`, which needs `--create-missing`. Errors: `UsageError`. */
export function checkTagGroup({ createMissing, group }: Pick<ImportChoice, 'createMissing' | 'group'>): void {
  if (group !== undefined && !createMissing)
    throw new UsageError(t`--group names the group of new tags and works only with --create-missing`);
  if (group?.trim() === '') throw new UsageError(t`--group takes the name of a tag group`);
}

/**
 * What `import --create-missing` adds: missing tags are created before the first row is sent. Undefined if the mapping adds no
 * tags by name. `announced` collects the tags that a check has announced, so that a plan announces each once. Errors:
 * `UsageError`; the extension's: `TaggingError` for names that cannot be created.
 */
export function createMissingTagsExtension(
  options: Pick<ImportChoice, 'createMissing' | 'group' | 'limit'> & { readonly offline?: boolean | undefined },
  mapping: LoadedMapping,
  announced = new Set<string>(),
): ImportExtension | undefined {
  checkTagGroup(options);
  if (!options.createMissing || !addsTags(mapping)) return undefined;
  if (options.offline)
    throw new UsageError(t`--create-missing needs the current list of tags and cannot be combined with --offline`);
  const { group, limit } = options;
  return async ({ session, input, header, isDry, stop }) => {
    const reread = () => TagCatalogue.read((endpoint, query) => session.readList(endpoint, query));
    let catalogue = await reread();
    let missing: readonly MissingTag[] = [];
    let made: readonly string[] = [];
    let known = tagResolver(catalogue, missing);
    // While the mapping is compiled, any name is accepted: the rows have not been read yet, and `values` may list unused tags.
    let isCompiling = false;
    const resolve = (text: string) => {
      const found = known(text);
      return isCompiling && isMissingTag(found) ? plannedTag(text) : found;
    };
    const resolver = Object.assign(resolve, { knows: (text: string) => known.knows(text) });
    return {
      lookups(lookups) {
        isCompiling = true;
        return withTagResolver(lookups, resolver, catalogue);
      },
      mapper(mapper) {
        isCompiling = false;
        return mapper;
      },
      async scanInput(maySend) {
        const { concurrency } = session.settings;
        const open = () => input.open();
        const file = { mapping, header, path: input.path, open, maySend, concurrency, maxRows: limit, stop };
        const names = await namesToAdd(file, (name) => catalogue.knows(name));
        missing = missingTags(names, catalogue, { mayCreate: true, group });
        known = tagResolver(catalogue, missing);
      },
      async createMissingRecords() {
        if (missing.length === 0) return;
        await createTags(missing, catalogue, { dispatcher: session.dispatcher, reread });
        catalogue = await reread();
        made = tagPaths(missing);
        const unlisted = made.find((name) => isMissingTag(catalogue.find(name)));
        if (unlisted !== undefined)
          throw new SobotError(TAGGING_MESSAGES['not-listed'].text.tag(unlisted), {
            code: 'not-listed',
            disposition: 'stop-run',
          });
        missing = [];
        known = tagResolver(catalogue, missing);
      },
      keepsMapping: true,
      changeSummary() {
        const names = isDry ? tagPaths(missing).filter((name) => !announced.has(name)) : made;
        for (const name of names) announced.add(name);
        const all = listed(names, MAX_LISTED_TAGS);
        const line = (text: string) => (names.length > 0 ? [text] : []);
        return {
          facts: { tagging: { made: names } },
          lines: line(t`Tags that would be created: ${all}`),
          sentLines: line(t`Tags that were created: ${all}`),
        };
      },
    };
  };
}

function isMissingTag(found: unknown): boolean {
  return found instanceof ValueError && found.code === 'not-found';
}

function tagPaths(tags: readonly MissingTag[]): readonly string[] {
  return tags.map(({ group, tag }) => `${group}/${tag}`);
}

/**
 * What `import --changed-only` adds for a file that `export --for-update` wrote: only the edits are sent. Undefined
 * for any other file.
 */
export async function roundTripExtension(
  options: Pick<ImportChoice, 'file' | 'changedOnly' | 'force' | 'acceptDamage'>,
  mapping: LoadedMapping,
): Promise<ImportExtension | undefined> {
  const isRoundTrip =
    options.changedOnly === true &&
    mapping.target.name === 'customer-update' &&
    (await hasFingerprints(options.file, mapping));
  if (!isRoundTrip) {
    if (options.force)
      throw new UsageError(t`--force works only with --changed-only and a file that export --for-update wrote`);
    return undefined;
  }
  return async ({ session, header }) => {
    const definitions = await session.readList(endpoints.listCustomerFields);
    const rows = new EditedRows({
      header,
      mapping,
      force: options.force ?? false,
      acceptDamage: options.acceptDamage,
      read: (id) => readCustomer(session, id),
      customFieldId: (name) => {
        const found = definitions.find((each) =>
          [each['field_id'], each['field_variable'], each['field_name']].includes(name),
        );
        return found && String(found['field_id']);
      },
    });
    return {
      mapper: (mapper) => rows.wrap(mapper),
      filter: rows,
      maySend: (row) => rows.isEdited(row),
      detectsChanges: true,
      keepsMapping: true,
      changeSummary: () => summaryOfEdits(rows.counts),
    };
  };
}

/** The summary and the lines about the edits, before and after they are sent. */
function summaryOfEdits({ changed, unchanged, restored }: EditCounts) {
  const kept =
    restored > 0
      ? [
          t`${counted(restored, 'cell')} differ from the export only by what a spreadsheet program does (lost zeros, rounded digits, dates, garbled or cut text): the server keeps its values.`,
        ]
      : [];
  return {
    facts: { changes: { rows_changed: changed, rows_unchanged: unchanged, cells_restored: restored } },
    lines: [t`${counted(changed, 'row')} would change, ${unchanged} would not.`, ...kept],
    sentLines: [t`${counted(changed, 'row')} changed since the export, ${unchanged} did not.`, ...kept],
  };
}

async function hasFingerprints(file: string, mapping: LoadedMapping): Promise<boolean> {
  // Standard input can be read only once.
  if (file === '-') return false;
  const table = await openRows(file, sourceOf(mapping));
  try {
    return table.header.includes(FINGERPRINT_COLUMN);
  } finally {
    await table.close();
  }
}

async function readCustomer({ dispatcher }: Session, id: string) {
  try {
    const { answer } = await dispatcher.send(endpoints.getCustomer, { id });
    return (answer.item as Readonly<Record<string, unknown>> | null | undefined) ?? undefined;
  } catch (error) {
    if (error instanceof ApiError && error.disposition === 'reject-row') return undefined;
    throw error;
  }
}
