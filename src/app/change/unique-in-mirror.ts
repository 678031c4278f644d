import { matchRecord } from '../../change/index.ts';
import type { OtherRecords } from '../../import/index.ts';
import { type LoadedMapping, MIRROR_FIELDS } from '../../mapping/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import type { ImportExtension } from '../import/import-request.ts';
import { requireColumns } from '../import/load-mapping-for-file.ts';
import type { Session } from '../session.ts';
import { openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';
import { recordMatching } from './record-matching.ts';

/**
 * What rules with `unique: mirror` add to an import, a check, a plan or an apply: the mirror, which another part of the extension may
 * have opened, is asked who else has a value. Without such rules, the extension stays as it is.
 */
export function withUniqueInMirror(
  extension: ImportExtension | undefined,
  mapping: LoadedMapping,
  choice: { readonly again?: boolean | undefined } = {},
): ImportExtension | undefined {
  if (!mapping.content.rules?.some(({ unique }) => unique === 'mirror')) return extension;
  return async (from) => {
    const { session, header, input } = from;
    await requireColumns(mapping, { header, path: input.path });
    const extended = (await extension?.(from)) ?? { mapper: (mapper) => mapper, keepsMapping: true as const };
    const { mirror } = extended.mirror ? extended : await openRefreshedMirror(session, from, WITHOUT_TAGS);
    if (mirror === undefined) return extended;
    return {
      ...extended,
      mirror,
      otherRecords: await otherRecordsOf(mapping, mirror, session, choice),
      close() {
        extended.close?.();
        mirror.close();
      },
    };
  };
}

/** A row's own record is the one that an import would change: that of its id, or that its identifying values or its key find. */
async function otherRecordsOf(
  mapping: LoadedMapping,
  mirror: Mirror,
  session: Session,
  { again }: { readonly again?: boolean | undefined },
): Promise<OtherRecords> {
  const { idField } = mapping.target;
  const matching = await recordMatching(session, mapping, { mirror, again });
  let idsOfKeys: ReadonlyMap<string, string> = new Map();
  return {
    async load(keys) {
      idsOfKeys = idField === undefined ? await matching.idsOfKeys(keys) : new Map();
    },
    find(field, text, row) {
      const known = MIRROR_FIELDS.find((each) => each === field);
      const found = known === undefined ? [] : mirror.find(known, text);
      if (found.length === 0) return undefined;
      const own =
        idField === undefined
          ? matchRecord(matching, row, idsOfKeys).ids
          : [mirror.currentId(String(row.payload[idField] ?? ''))];
      const other = found.find((id) => !own.includes(id));
      if (other === undefined) return undefined;
      return { id: other, name: String(mirror.get(other)?.row['nick'] ?? '') };
    },
  };
}
