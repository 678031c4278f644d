import type { RecordMatching } from '../../change/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import { identifiedBy, keyFieldOf } from '../import/build-import-job.ts';
import type { Session } from '../session.ts';

/** How the records of a mapping's rows are found. `again`: what earlier runs created for their keys does not count. */
export async function recordMatching(
  { ledger, scope }: Pick<Session, 'ledger' | 'scope'>,
  mapping: LoadedMapping,
  { mirror, again = false }: { readonly mirror: Mirror; readonly again?: boolean | undefined },
): Promise<RecordMatching> {
  const { target, content } = mapping;
  const keyField = keyFieldOf(mapping) ?? '';
  const keys = ledger.keys(scope);
  const mayKnow = !again && target.keyed === true && content.key !== undefined;
  const usesKeys = mayKnow && (await keys.any(target.name, keyField));
  return {
    mirror,
    identifiedBy: identifiedBy(mapping),
    async idsOfKeys(sought) {
      const known = usesKeys ? await keys.known(target.name, keyField, sought) : [];
      return new Map([...known].flatMap(([key, { id }]) => (id === undefined ? [] : [[key, id] as const])));
    },
  };
}
