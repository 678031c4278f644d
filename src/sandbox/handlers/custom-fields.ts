import { listPayload } from '../paging.ts';
import type { CustomField, FieldSet } from '../tenant/custom-field.ts';
import type { Answer, Handler } from '../world.ts';

/** The definitions of the customers' custom fields. Source: "Query Customer Custom Field". */
export const handleListCustomerFields: Handler = (_call, world) =>
  listPayload(fieldDefinitions(world.tenant.customerFields), world);

/** The definitions of the enterprises' custom fields. Source: "Query Enterprise Custom Field". */
export const handleListEnterpriseFields: Handler = (_call, world) =>
  listPayload(fieldDefinitions(world.tenant.enterpriseFields), world);

/** The levels that `vip_level` may have. Source: "Query Customer Level". */
export const handleListLevels: Handler = (_call, world) => {
  const levels = [...world.tenant.levels.values()];
  return listPayload(
    levels.map(({ name, value }) => ({ data_name: name, data_value: value })),
    world,
  );
};

function fieldDefinitions({ fields, operateType }: FieldSet): Answer[] {
  return fields.map((field) => ({
    field_id: field.id,
    field_name: field.name,
    field_variable: field.variable,
    field_type: field.type,
    fill_flag: field.required ? 1 : 0,
    field_status: 1,
    field_remark: '',
    operate_type: operateType,
    field_params: field.params,
    cus_field_data_info_list: field.options.length === 0 ? null : fieldOptions(field),
  }));
}

/** Options of a cascade also tell the option above them: the document shows them flat, without a tree. */
function fieldOptions(field: CustomField): Answer[] {
  return field.options.map((option) => ({
    data_id: option.id,
    data_value: option.value,
    data_name: option.name,
    field_id: field.id,
    field_variable: null,
    data_params: option.params,
    ...(option.parent && { parent_data_id: option.parent.id }),
  }));
}
