import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const provinces = defineStream({
  name: 'provinces',
  title: 'Provinces',
  summary: 'The provinces that a customer can be in.',
  endpoint: endpoints.listProvinces,
  id: ['provinceid'],
});
