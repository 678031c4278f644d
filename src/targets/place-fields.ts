import type { FieldDeclaration } from './target.ts';

/** Province, city and area of customers and enterprises. `proviceid` and `provice_name` are spelt so on the wire. */
export const ADDRESS_FIELDS = {
  proviceid: {
    label: 'Province',
    aliases: ['State', 'State/Region', 'State/Province', 'Region', '省', '省份', '所在省份'],
    lookup: 'province',
  },
  provice_name: { label: 'Province name', aliases: ['State name', '省份名称'], nameOf: 'proviceid', holds: 'place' },
  cityid: {
    label: 'City',
    aliases: ['Town', 'Town/City', '市', '城市', '所在城市'],
    lookup: 'city',
    within: 'proviceid',
  },
  city_name: { label: 'City name', aliases: ['城市名称'], nameOf: 'cityid', holds: 'place' },
  areaid: {
    label: 'Area',
    aliases: ['District', 'County', '区', '区县', '地区', '所在区县'],
    lookup: 'area',
    within: 'cityid',
  },
  area_name: { label: 'Area name', aliases: ['District name', '区县名称'], nameOf: 'areaid', holds: 'place' },
} as const satisfies Readonly<Record<string, FieldDeclaration>>;
