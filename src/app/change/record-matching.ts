import type { RecordMatching } from '../../change/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { Mirror } from '../../mirror/index.ts';
import { identifiedBy, keyFieldOf } from '../import/build-import-job.ts';
import type { Session } from '../session.ts';

/** How the records of a mapping's rows are found. `again`: what earlier runs created for their keys does not count. */
export function recordMatching(
  { ledger, scope }: Pick<Session, 'ledger' | 'scope'>,
  mapping: LoadedMapping,
  { mirror, again = false }: { readonly mirror: Mirror; readonly again?: boolean | undefined },
): RecordMatching {
  const { target, content } = mapping;
  const keyField = keyFieldOf(mapping) ?? '';
  const keys = ledger.keys(scope);
  const usesKeys = !again && target.keyed === true && content.key !== undefined && keys.any(target.name, keyField);
  return {
    mirror,
    identifiedBy: identifiedBy(mapping),
    idOfKey: (key) => (usesKeys ? keys.known(target.name, key, keyField)?.id : undefined),
  };
}
