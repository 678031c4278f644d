import { useTranslation } from 'react-i18next';
import { columnsOf, type LineSpec, transformsOf } from './mapping-lines.ts';

/** What is done to a value on its way, in a few words. */
export function LineSummary({ spec }: { readonly spec: LineSpec }) {
  const { t } = useTranslation();
  const parts: { readonly id: string; readonly text: string }[] = [];
  const add = (id: string, text: string) => parts.push({ id, text });
  const columns = columnsOf(spec);
  if (columns.length > 1) add('columns', t('import.map.summary.firstOf', { columns: columns.join(', ') }));
  if (spec.expr !== undefined) add('expr', spec.expr);
  for (const { name, parameter } of transformsOf(spec)) {
    const text =
      parameter === undefined ? '' : `: ${typeof parameter === 'string' ? parameter : JSON.stringify(parameter)}`;
    add(`${name}${text}`, `${name}${text}`);
  }
  if (spec.split !== undefined)
    add('split', t('import.map.summary.split', { separator: [spec.split].flat().join(' ') }));
  if (spec.values) add('values', t('import.map.summary.values', { count: Object.keys(spec.values).length }));
  if (spec.lookup !== undefined) add('lookup', t('import.map.summary.lookup', { lookup: spec.lookup }));
  if (spec.blank === 'clear') add('blank', t('import.map.summary.clears'));
  if (spec.merge !== undefined && spec.merge !== 'overwrite') add('merge', t(`import.map.merges.${spec.merge}`));
  if (parts.length === 0) return null;
  return (
    <p className="map-summary">
      {parts.map(({ id, text }) => (
        <span key={id} className="code">
          {text}
        </span>
      ))}
    </p>
  );
}
