import type { Endpoint } from '../../api/endpoint.ts';
import type { Payload } from '../../targets/target.ts';

/** What a field is needed for, and how the sentence goes on where it is blank. */
export interface MissingReason {
  readonly message: string;
  readonly blank: string;
}

/** A rule over several fields; answers the field that is missing and what it is needed for, or nothing. */
export type PayloadRule = (payload: Payload) => ({ readonly field: string } & MissingReason) | undefined;

/** What the messages of rules need to know of a mapping. */
interface RuleContext {
  /** A field that is filled in later. */
  readonly given: string | undefined;
  isMapped(field: string): boolean;
  /** A field as people name it. */
  named(field: string): string;
  /** A code as people name it. */
  nameOf(field: string, code: string | number): string;
}

/** The rules of an endpoint that its request's shape alone cannot hold. */
export function endpointRules(endpoint: Endpoint, { given, isMapped, named, nameOf }: RuleContext): PayloadRule[] {
  const conditional = (endpoint.requiredWhen ?? []).map(
    ({ field, equals, requires }): PayloadRule =>
      (payload) =>
        payload[field] === equals && isBlank(payload[requires])
          ? {
              field: requires,
              message: `${named(requires)} is required when ${named(field)} is ${nameOf(field, equals)}`,
              blank: ', and it is blank',
            }
          : undefined,
  );
  const alternatives = (endpoint.atLeastOneOf ?? [])
    .filter((group) => given === undefined || !group.includes(given))
    .map(
      (group): PayloadRule =>
        (payload) =>
          group.every((field) => isBlank(payload[field])) ? blamed(group, group.filter(isMapped)) : undefined,
    );
  return [...conditional, ...alternatives];
}

/** A mapping mostly has one of the group: then that one is blank. */
function blamed(group: readonly string[], [field, ...others]: readonly string[]): ReturnType<PayloadRule> {
  const all = `at least one of ${group.join(', ')} must be filled`;
  if (field === undefined || others.length > 0)
    return { field: field ?? group[0] ?? '', message: all, blank: ', and all are blank' };
  return { field, message: all, blank: ', and it is blank' };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
