import { type CellWords, cellWords } from '../change/index.ts';
import { mappedRows, type PendingRow } from '../import/index.ts';
import { NAME_SEPARATORS, nameSplitter, type RowMapper, type SplitNames } from '../mapping/index.ts';
import {
  allowBlankRows,
  columnIndex,
  createTags,
  customerTagsReader,
  fullTagName,
  missingTags,
  namesInColumn,
  namesInLists,
  TagCatalogue,
  TagChanges,
  TaggingError,
  type TaggingRequest,
  tagColumns,
  taggingPreviewLines,
  taggingPreviewOf,
  withKnownTags,
} from '../tagging/index.ts';
import { t } from '../words/index.ts';
import type { ImportExtension } from './import/import-request.ts';
import type { InputFile } from './import/open-input.ts';
import type { Session } from './session.ts';

/** The extension of a resumed `tag`: its tags were found, or created, when the run began. */
export const resumedTagging: ImportExtension = async ({ session }) => {
  const catalogue = await readCatalogue(session);
  return {
    mapper: allowBlankRows,
    filter: new TagChanges(customerTagsReader(session.dispatcher), (tag) => catalogue.displacedBy(tag)),
    resultColumns: tagColumns((id) => fullTagName(id, catalogue)),
    cellWords: tagWords(catalogue),
    isUndoable: true,
  };
};

function tagWords(catalogue: TagCatalogue): CellWords {
  return cellWords({ definitions: new Map(), nameOf: (_, id) => fullTagName(id, catalogue) });
}

function readCatalogue(session: Session): Promise<TagCatalogue> {
  return TagCatalogue.read((endpoint, query) => session.readList(endpoint, query));
}

interface TaggingOptions {
  readonly request: TaggingRequest;
  readonly createMissing: boolean;
  /** The group of new tags whose names have none. */
  readonly group?: string | undefined;
  readonly limit: number | undefined;
  /** A predicate that says what needs confirmation. */
  readonly asks?: string | undefined;
}

/** What `tag` adds to an import of target customer-tagging. Errors: `TaggingError`, `SobotError`; no customer is tagged then. */
export function taggingExtension({ request, createMissing, group, limit, asks }: TaggingOptions): ImportExtension {
  return async ({ session, input, header, isDry }) => {
    const { dispatcher } = session;
    const columns = [request.column, request.addColumn, request.removeColumn];
    for (const column of columns) if (column !== undefined) columnIndex(header, column, input.path);
    const reread = () => readCatalogue(session);
    let catalogue = await reread();
    const split = nameSplitter(NAME_SEPARATORS, (name) => catalogue.knows(name));
    const [add, remove] = [namesInLists(request.add, split), namesInLists(request.remove, split)];
    const both = add.find((name) => remove.includes(name));
    if (both !== undefined) throw new TaggingError(t`"${both}" cannot be added and removed at once`);
    missingTags(remove, catalogue, { mayCreate: false });
    const { addColumn } = request;
    const inColumn = createMissing && addColumn !== undefined ? await namesIn(input, addColumn, { split, limit }) : [];
    const missing = missingTags([...add, ...inColumn], catalogue, { mayCreate: createMissing, group });
    if (missing.length > 0 && !isDry) {
      await createTags(missing, catalogue, { dispatcher, reread });
      catalogue = await reread();
    }
    const changes = () => new TagChanges(customerTagsReader(dispatcher), (tag) => catalogue.displacedBy(tag));
    const filter = changes();
    const made = isDry ? missing.map(({ group, tag }) => `${group}/${tag}`) : [];
    return {
      lookups: (lookups) => withKnownTags(lookups, catalogue, isDry ? missing : []),
      mapper: allowBlankRows,
      filter,
      resultColumns: tagColumns((id) => fullTagName(id, catalogue)),
      cellWords: tagWords(catalogue),
      isUndoable: true,
      ...(asks !== undefined && {
        destructiveAction: (mapper) => ({
          effects: [asks],
          async preview() {
            const previewed = changes();
            await previewChanges(previewed, { session, input, mapper, limit });
            return taggingPreviewLines(taggingPreviewOf(previewed, catalogue)).join('\n');
          },
        }),
      }),
      changeSummary: () => {
        const forecast = taggingPreviewOf(filter, catalogue);
        const making = made.length > 0 ? [t`Tags that would be created: ${made.join(', ')}`] : [];
        return { facts: { tagging: { ...forecast, made } }, lines: [...taggingPreviewLines(forecast), ...making] };
      },
    };
  };
}

async function namesIn(
  input: InputFile,
  column: string,
  options: { readonly split: SplitNames; readonly limit: number | undefined },
): Promise<string[]> {
  const table = await input.open();
  try {
    return await namesInColumn(table, column, options);
  } finally {
    await table.close();
  }
}

/** Counts what the rows of a file would change. */
async function previewChanges(
  changes: TagChanges,
  from: {
    readonly session: Session;
    readonly input: InputFile;
    readonly mapper: RowMapper;
    readonly limit: number | undefined;
  },
): Promise<void> {
  const { concurrency } = from.session.settings;
  const table = await from.input.open();
  let rows: PendingRow[] = [];
  try {
    const source = { table, mapper: from.mapper, concurrency, maxRows: from.limit };
    for await (const { row, mapped } of mappedRows(source, undefined)) {
      if (!mapped?.payload) continue;
      rows.push({ row, payload: mapped.payload, followUps: [], hash: '', hasIntent: false });
      if (rows.length < changes.size) continue;
      await changes.filter(rows);
      rows = [];
    }
    await changes.filter(rows);
  } finally {
    await table.close();
  }
}
