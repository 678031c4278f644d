import type { Endpoint } from '../../sobot/endpoint.ts';
import type { Payload } from '../../targets/target.ts';

/** A rule over several fields; answers what is missing, or nothing. */
export type PayloadRule = (payload: Payload) => { readonly field: string; readonly message: string } | undefined;

/** The rules of an endpoint that its request's shape alone cannot hold. `given` is a field that is filled in later. */
export function endpointRules(endpoint: Endpoint, given: string | undefined): PayloadRule[] {
  const conditional = (endpoint.requiredWhen ?? []).map(
    ({ field, equals, requires }): PayloadRule =>
      (payload) =>
        payload[field] === equals && isBlank(payload[requires])
          ? { field: requires, message: `${requires} is required when ${field} is ${equals}, and it is blank` }
          : undefined,
  );
  const alternatives = (endpoint.atLeastOneOf ?? [])
    .filter((group) => given === undefined || !group.includes(given))
    .map(
      (group): PayloadRule =>
        (payload) =>
          group.every((field) => isBlank(payload[field]))
            ? { field: group[0] ?? '', message: `at least one of ${group.join(', ')} must be filled` }
            : undefined,
    );
  return [...conditional, ...alternatives];
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
