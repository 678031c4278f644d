/** The names of reference data in each of the API's two languages. */
interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export const TIMEZONES: readonly ({ readonly id: string } & Bilingual)[] = [
  { id: 'US/Samoa', en: 'GMT-11:00 American Samoa', zh: 'GMT-11:00 美属萨摩亚' },
  { id: 'America/Los_Angeles', en: 'GMT-08:00 Los Angeles', zh: 'GMT-08:00 洛杉矶' },
  { id: 'America/New_York', en: 'GMT-05:00 New York', zh: 'GMT-05:00 纽约' },
  { id: 'America/Sao_Paulo', en: 'GMT-03:00 Sao Paulo', zh: 'GMT-03:00 圣保罗' },
  { id: 'Europe/London', en: 'GMT+00:00 London', zh: 'GMT+00:00 伦敦' },
  { id: 'Europe/Berlin', en: 'GMT+01:00 Berlin', zh: 'GMT+01:00 柏林' },
  { id: 'Asia/Dubai', en: 'GMT+04:00 Dubai', zh: 'GMT+04:00 迪拜' },
  { id: 'Asia/Kolkata', en: 'GMT+05:30 Kolkata', zh: 'GMT+05:30 加尔各答' },
  { id: 'Asia/Shanghai', en: 'GMT+08:00 Beijing', zh: 'GMT+08:00 北京' },
  { id: 'Asia/Singapore', en: 'GMT+08:00 Singapore', zh: 'GMT+08:00 新加坡' },
  { id: 'Asia/Tokyo', en: 'GMT+09:00 Tokyo', zh: 'GMT+09:00 东京' },
  { id: 'Australia/Sydney', en: 'GMT+10:00 Sydney', zh: 'GMT+10:00 悉尼' },
];

export const LANGUAGES: readonly ({ readonly code: string } & Bilingual)[] = [
  { code: 'zh', en: 'Simplified Chinese', zh: '简体中文' },
  { code: 'en', en: 'English', zh: '英语' },
  { code: 'de', en: 'German', zh: '德语' },
  { code: 'fr', en: 'French', zh: '法语' },
  { code: 'es', en: 'Spanish', zh: '西班牙语' },
  { code: 'pt', en: 'Portuguese', zh: '葡萄牙语' },
  { code: 'ja', en: 'Japanese', zh: '日语' },
  { code: 'ko', en: 'Korean', zh: '韩语' },
  { code: 'ar', en: 'Arabic', zh: '阿拉伯语' },
  { code: 'ru', en: 'Russian', zh: '俄语' },
];

export const COUNTRIES: readonly ({ readonly id: string } & Bilingual)[] = [
  { id: '101', en: 'China', zh: '中国' },
  { id: '102', en: 'Singapore', zh: '新加坡' },
  { id: '103', en: 'Japan', zh: '日本' },
  { id: '104', en: 'Germany', zh: '德国' },
  { id: '105', en: 'France', zh: '法国' },
  { id: '106', en: 'Spain', zh: '西班牙' },
  { id: '107', en: 'United Kingdom', zh: '英国' },
  { id: '108', en: 'United States', zh: '美国' },
  { id: '109', en: 'Brazil', zh: '巴西' },
  { id: '110', en: 'India', zh: '印度' },
  { id: '111', en: 'United Arab Emirates', zh: '阿拉伯联合酋长国' },
  { id: '112', en: 'Russia', zh: '俄罗斯' },
];

/** The one placeholder of the tenant. `rich` values contain mark-up, which is filtered unless requested. */
export const TRANSLATIONS = [
  {
    placeholder: '{dc_test}',
    name: 'Sample',
    defaultValue: 'Sample',
    createTimeMs: 1_736_425_468_700,
    updateTimeMs: 1_736_428_321_879,
    status: 1,
    values: [
      { language: 'zh', rich: '<p>The Chinese</p>' },
      { language: 'en', rich: '<p>The English</p>' },
    ],
  },
] as const;

/** Customer sources, as the example of "Query Customer Source" lists them. */
export const SOURCES = [
  { label: 'mail', value: '11' },
  { label: 'Baidu Marketing', value: '12' },
  { label: 'headline', value: '13' },
  { label: '360', value: '14' },
  { label: 'Desktop website', value: '0' },
  { label: 'WeChat official account', value: '1' },
  { label: 'APP', value: '2' },
  { label: 'micro-blog', value: '3' },
  { label: 'Mobile website', value: '4' },
  { label: 'Melting cloud', value: '5' },
  { label: 'call center', value: '6' },
  { label: 'Work order center', value: '7' },
  { label: 'Customer Center', value: '8' },
  { label: 'Enterprise WeChat', value: '9' },
  { label: 'WeChat applet', value: '10' },
] as const;

export const STAGE_NAMES = [
  'Preliminary Communication',
  'Normal follow-up',
  'Intention',
  'Payment process',
  'Deal closing',
] as const;

export const LEVEL_NAMES = ['VIP1', 'VIP2', 'VIP3'] as const;

/** Tag groups with their tags. The tag "Hot" is in two groups. */
export const TAG_GROUPS = [
  { name: 'Status', color: '#E5484D', multiple: false, tags: ['Hot', 'Warm', 'Cold'] },
  { name: 'Interest', color: '#15C7C9', multiple: true, tags: ['Hot', 'Premium', 'Trial'] },
  { name: 'Channel', color: '#76A6F1', multiple: true, tags: ['Web', 'Phone', 'Fair'] },
] as const;
