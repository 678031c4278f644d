import { endpoints } from '../sobot/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const customers = defineStream({
  name: 'customers',
  title: 'Customers',
  summary: 'All customers, or those that the filters of the customer list let through.',
  endpoint: endpoints.listCustomers,
  id: ['id'],
  times: ['create_time', 'create_date', 'update_time'],
  custom: { member: 'ex_field_str', list: endpoints.listCustomerFields },
});
