/** A field that `customer-update` takes, and the member of a customer that shows it so that people can edit it. */
export interface UpdateField {
  readonly field: string;
  readonly member: string;
  /** How an import finds the id of what is shown. */
  readonly lookup?: string;
  readonly within?: string;
  readonly isList?: true;
  /** Only the details tell it. */
  readonly inDetails?: true;
}

const text = (field: string): UpdateField => ({ field, member: field });
const list = (field: string): UpdateField => ({ field, member: field, isList: true, inDetails: true });

/** What an export for editing has, in order; custom fields come after it. Ids of places and agents are shown by their names. */
export const updateFields: readonly UpdateField[] = [
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

/** Every edit must carry them. */
export const NEEDED_MEMBERS: readonly string[] = ['id', 'nick'];
