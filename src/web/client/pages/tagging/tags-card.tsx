import { useTranslation } from 'react-i18next';
import type { LookupEntries } from '../../../schemas/mappings.ts';
import { Field } from '../../components/field.tsx';
import { TokenField } from '../../components/token-field.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import type { TaggingChoice } from './customer-choice.ts';

/** Which tags are added and removed; the tenant's are offered. */
export function TagsCard({
  choice,
  onChange,
}: {
  readonly choice: TaggingChoice;
  readonly onChange: (change: Partial<TaggingChoice>) => void;
}) {
  const { t } = useTranslation();
  const { data: tags } = useLoaded<LookupEntries>('/lookups/tag');
  const { add, remove, createMissing, group } = choice;
  const { data: groups } = useLoaded<LookupEntries>(createMissing ? '/lookups/tag-group' : undefined);
  const known = [...new Set(tags?.map(({ name }) => name))];
  return (
    <section className="card" aria-labelledby="which-title">
      <h2 id="which-title">{t('tagging.which')}</h2>
      <div className="columns-2">
        <TokenField
          label={t('tagging.add')}
          hint={t('tagging.tagHint')}
          tokens={add}
          known={known}
          onChange={(names) => onChange({ add: names })}
        />
        <TokenField
          label={t('tagging.remove')}
          hint={t('tagging.tagHint')}
          tokens={remove}
          known={known}
          onChange={(names) => onChange({ remove: names })}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={createMissing}
          onChange={(event) => onChange({ createMissing: event.target.checked })}
        />
        {t('tagging.createMissing')}
      </label>
      {createMissing && (
        <div className="fields">
          <Field label={t('tagging.group')}>
            <select value={group} onChange={(event) => onChange({ group: event.target.value })}>
              <option value="">{t('tagging.noGroup')}</option>
              {groups?.map(({ id, name }) => (
                <option key={id} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </div>
      )}
    </section>
  );
}
