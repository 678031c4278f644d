import { type OutValue, outText } from '../../files/index.ts';
import { FINGERPRINT_COLUMN, makeFingerprint } from '../../mapping/index.ts';
import type { StreamRow } from '../../streams/index.ts';
import type { ExportColumn } from './stream-columns.ts';

/** A field that `customer-update` takes, and the member of a customer that shows it in an editable form. */
interface UpdateField {
  readonly field: string;
  readonly member: string;
  /** The lookup by which an import finds the id of the shown name. */
  readonly lookup?: string;
  readonly within?: string;
  readonly isList?: true;
  /** Only the details contain it. */
  readonly inDetails?: true;
}

const text = (field: string): UpdateField => ({ field, member: field });
const list = (field: string): UpdateField => ({ field, member: field, isList: true, inDetails: true });

/** The fields of an export for editing, in order; custom fields follow. Ids of regions and agents are replaced by names. */
export const UPDATE_FIELDS: readonly UpdateField[] = [
  text('id'),
  text('nick'),
  text('uname'),
  text('email'),
  text('tel'),
  text('qq'),
  text('wx'),
  text('partnerid'),
  text('sex'),
  text('is_vip'),
  { ...text('vip_level'), lookup: 'level' },
  { ...text('liable_serviceid'), lookup: 'agent' },
  { field: 'countryid', member: 'country_name', lookup: 'country', inDetails: true },
  { field: 'proviceid', member: 'provice_name', lookup: 'province' },
  { field: 'cityid', member: 'city_name', lookup: 'city', within: 'proviceid' },
  { field: 'areaid', member: 'area_name', lookup: 'area', within: 'cityid' },
  text('remark'),
  text('enterpriseid'),
  text('enterprise_name'),
  text('wx_build_unionid'),
  text('visitorids'),
  text('timezoneid'),
  text('language'),
  list('wx_external_userids'),
  list('wx_unionids'),
  list('wx_openids'),
  list('whatsappids'),
  list('faceBookids'),
  list('instagramids'),
  list('lineids'),
  list('telegramids'),
  list('discordids'),
];

/** Every edit needs them. */
const REQUIRED_MEMBERS: readonly string[] = ['id', 'nick'];

/** The columns that an edit of a customer takes, in the order of `UPDATE_FIELDS`, then custom fields. */
export function updateColumns(known: readonly ExportColumn[]): ExportColumn[] {
  const fields = UPDATE_FIELDS.flatMap(({ member }) => known.filter((column) => column.member === member));
  return [...fields, ...known.filter(({ also }) => also !== undefined)];
}

/** The chosen columns, preceded by those that every edit needs. */
export function withRequired(chosen: readonly ExportColumn[], known: readonly ExportColumn[]): ExportColumn[] {
  const missing = known.filter(
    ({ member }) =>
      member !== undefined && REQUIRED_MEMBERS.includes(member) && !chosen.some((column) => column.member === member),
  );
  return [...missing, ...chosen];
}

/** The column with the fingerprint of the exported row; `fingerprintOf` fills it. */
export const FINGERPRINT_EXPORT_COLUMN: ExportColumn = { name: FINGERPRINT_COLUMN, kind: 'text', read: () => null };

/** A fingerprint of a row's values and of the time when its record was last changed. */
export function fingerprintOf(row: StreamRow, columns: readonly ExportColumn[], values: readonly OutValue[]): string {
  const changedAt = Number(row['update_time'] ?? 0);
  const names = columns.map(({ name }) => name);
  return makeFingerprint(Number.isSafeInteger(changedAt) ? changedAt : 0, names, values.map(outText));
}
