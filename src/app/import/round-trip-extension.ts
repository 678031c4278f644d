import { endpoints } from '../../api/endpoints/index.ts';
import { ApiError } from '../../api/errors/api-error.ts';
import { openRows } from '../../import/open-rows.ts';
import { type EditCounts, EditedRows } from '../../import/round-trip/edited-rows.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { FINGERPRINT_COLUMN } from '../../mapping/row-fingerprint.ts';
import { counted } from '../../words/counted.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import type { ImportChoice } from './import-choice.ts';
import type { ImportExtension } from './import-extension.ts';
import { sourceOf } from './open-input.ts';

/**
 * What `import --changed-only` adds for a file that `export --for-update` wrote: only what was edited is sent. Nothing
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
    if (options.force) throw new UsageError('--force is for --changed-only with a file that export --for-update wrote');
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

/** What is said of the edits, before and after they are sent. */
function summaryOfEdits({ changed, unchanged, restored }: EditCounts) {
  const kept =
    restored > 0
      ? [
          `${counted(restored, 'cell')} differ from the export only by what a spreadsheet program does (lost zeros, rounded digits, dates, garbled or cut text): what the server has stays.`,
        ]
      : [];
  return {
    facts: { changes: { rows_changed: changed, rows_unchanged: unchanged, cells_restored: restored } },
    lines: [`${counted(changed, 'row')} would change, ${unchanged} would not.`, ...kept],
    sentLines: [`${counted(changed, 'row')} changed since the export, ${unchanged} did not.`, ...kept],
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
