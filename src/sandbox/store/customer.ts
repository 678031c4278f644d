/** The text parameters of a customer, under their wire names. */
export const CUSTOMER_TEXTS = [
  'nick',
  'uname',
  'email',
  'tel',
  'qq',
  'wx',
  'partnerid',
  'visitorids',
  'remark',
  'countryid',
  'proviceid',
  'provice_name',
  'cityid',
  'city_name',
  'areaid',
  'area_name',
  'enterpriseid',
  'enterprise_name',
  'is_vip',
  'vip_level',
  'wx_build_unionid',
  'timezoneid',
  'language',
  'liable_serviceid',
  'liable_service_name',
] as const;

export type CustomerText = (typeof CUSTOMER_TEXTS)[number];

/** The list parameters of a customer: ids in messaging channels. */
export const CUSTOMER_LISTS = [
  'wx_external_userids',
  'wx_unionids',
  'wx_openids',
  'whatsappids',
  'faceBookids',
  'instagramids',
  'lineids',
  'telegramids',
  'discordids',
] as const;

export type CustomerList = (typeof CUSTOMER_LISTS)[number];

/** Values of custom fields by the field's position. */
export type CustomValues = readonly (string | null)[];

export interface BlacklistEntry {
  readonly type: number;
  readonly reason: string;
  readonly time: number;
  readonly endTime: number;
  /** Removed by a call before it expired. */
  readonly removed: boolean;
}

interface CustomerStage {
  readonly id: string;
  readonly name: string;
  readonly type: number;
}

/** A customer in the sandbox. Times are epoch seconds. */
export interface Customer {
  readonly id: string;
  /** The number of the creation: orders customers of the same second. */
  readonly sequence: number;
  readonly createTime: number;
  updateTime: number;
  readonly source: number;
  /** Generated with the tenant, not created by a call. */
  readonly generated: boolean;
  /** 1: 1st inquiry, 2: to-be-assigned, 3: follow-up, 4: customer pool. */
  status: number;
  sex: number | null;
  texts: Readonly<Partial<Record<CustomerText, string>>>;
  lists: Partial<Record<CustomerList, readonly string[]>> | null;
  custom: CustomValues;
  /** Ids of business tags. */
  tags: readonly string[];
  stage: CustomerStage | null;
  black: BlacklistEntry | null;
}

/** Moves the time of the last update to this second: back, too, if the clock was set back since. */
export function touch(customer: Customer, nowSeconds: number): void {
  customer.updateTime = nowSeconds;
}

/** Is the customer on the blacklist at this second? */
export function isBlacklisted(customer: Customer, nowSeconds: number): boolean {
  const { black } = customer;
  return black !== null && !black.removed && black.endTime > nowSeconds;
}
