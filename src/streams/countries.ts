import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const countries = defineStream({
  name: 'countries',
  title: 'Countries',
  summary: 'The countries that a customer can be in.',
  endpoint: endpoints.listCountries,
  id: ['countryid'],
});
