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

/** Tag groups with their tags. The tag "Hot" stands in two groups. */
export const TAG_GROUPS = [
  { name: 'Status', color: '#E5484D', multiple: false, tags: ['Hot', 'Warm', 'Cold'] },
  { name: 'Interest', color: '#15C7C9', multiple: true, tags: ['Hot', 'Premium', 'Trial'] },
  { name: 'Channel', color: '#76A6F1', multiple: true, tags: ['Web', 'Phone', 'Fair'] },
] as const;
