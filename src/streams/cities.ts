import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';
import { provinces } from './provinces.ts';

export const cities = defineStream({
  name: 'cities',
  title: 'Cities',
  summary: 'The cities of every province.',
  endpoint: endpoints.listCities,
  id: ['cityid'],
  added: ['provinceid', 'province_name'],
  parents: {
    stream: provinces,
    parameter: 'provinceid',
    member: 'provinceid',
    adds: { provinceid: 'provinceid', province_name: 'province_name' },
  },
  lookups: { provinceid: 'province' },
});
