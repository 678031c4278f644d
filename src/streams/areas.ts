import { endpoints } from '../api/endpoints/index.ts';
import { cities } from './cities.ts';
import { defineStream } from './define-stream.ts';

export const areas = defineStream({
  name: 'areas',
  title: 'Districts',
  summary: 'The districts and counties of every city.',
  endpoint: endpoints.listAreas,
  id: ['areaid'],
  added: ['provinceid', 'province_name', 'cityid', 'city_name'],
  parents: {
    stream: cities,
    parameter: 'cityid',
    member: 'cityid',
    adds: {
      provinceid: 'provinceid',
      province_name: 'province_name',
      cityid: 'cityid',
      city_name: 'city_name',
    },
  },
});
