import type { IdentityJob } from '../../../import/identity/identity.ts';
import { readSharedValues } from '../../../import/identity/shared-values.ts';
import { KeyIndex } from '../../../import/key-index.ts';
import { compileIdentity, type LoadedMapping } from '../../../mapping/index.ts';
import type { Session } from '../../session.ts';
import type { StopSignals } from '../../stop-signals.ts';
import { sessionLookups } from '../session-lookups.ts';
import type { ImportRequest } from './import-request.ts';
import type { Input } from './open-input.ts';

const DEFAULT_IDENTIFIED_BY = ['tel', 'email'];

/** The fields by which the tenant identifies customers, as far as the mapping knows. */
export function identifiedBy({ content }: LoadedMapping): readonly string[] {
  return content.identifiedBy ?? DEFAULT_IDENTIFIED_BY;
}

/** How rows are told that the CRM would take for one customer; nothing where the target's records are not identified by what they hold. */
export async function identityOf(
  { flags, mapping }: ImportRequest,
  {
    session,
    signals,
    input,
    header,
  }: {
    readonly session: Session;
    readonly signals: StopSignals;
    readonly input: Input;
    readonly header: readonly string[];
  },
): Promise<IdentityJob | undefined> {
  const { target, content } = mapping;
  if (target.endpoint.repeatable !== 'when-identified') return undefined;
  const fields = identifiedBy(mapping).filter((field) => content.fields?.[field] !== undefined);
  if (fields.length === 0) return undefined;
  const rules = {
    fields,
    required: fields.filter((field) => target.fields[field]?.required),
    keyField: typeof content.key === 'string' ? content.key : undefined,
    keepsPlaceholders: flags.acceptDamage === true,
  };
  const options = { header, inputPath: input.path, lookups: sessionLookups(session) };
  const read = await compileIdentity(mapping, fields, options);
  return {
    rules,
    onCollision: flags.onCollision ?? content.onCollision ?? 'reject',
    read,
    columnOf: (field) => {
      const spec = content.fields?.[field];
      const column = typeof spec === 'string' ? spec : spec?.column;
      return column === undefined ? field : [column].flat().join(', ');
    },
    async readShared() {
      if (rules.keepsPlaceholders) return new KeyIndex();
      const table = await input.open();
      try {
        return await readSharedValues(table.batches(), read, rules, signals.stop);
      } finally {
        await table.close();
      }
    },
  };
}
