import { deriveDigits, deriveId } from '../derive-id.ts';
import { DEPARTMENTS } from './agent-tables.ts';
import { type Agent, type AgentTreeNode, buildAgents } from './agents.ts';
import { LEVEL_NAMES, STAGE_NAMES } from './code-tables.ts';
import { buildFieldSet, type FieldSet } from './custom-field.ts';
import { CUSTOMER_FIELDS, ENTERPRISE_FIELDS } from './field-tables.ts';
import { COUNTRIES, LANGUAGES, TIMEZONES } from './language-tables.ts';
import { PROVINCES } from './place-tables.ts';
import { buildRegions, type Regions } from './places.ts';

export interface Stage {
  readonly id: string;
  readonly name: string;
}

export interface Level {
  readonly value: string;
  readonly name: string;
}

/** What the tenant's administrator has set up: calls read it and never change it. */
export interface TenantSetup {
  readonly seed: string;
  readonly companyId: string;
  readonly departments: readonly AgentTreeNode[];
  readonly agents: ReadonlyMap<string, Agent>;
  readonly customerFields: FieldSet;
  readonly enterpriseFields: FieldSet;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly levels: ReadonlyMap<string, Level>;
  readonly regions: Regions;
  readonly countries: ReadonlyMap<string, (typeof COUNTRIES)[number]>;
  readonly timezones: ReadonlyMap<string, (typeof TIMEZONES)[number]>;
  readonly languages: ReadonlyMap<string, (typeof LANGUAGES)[number]>;
}

/** Makes the tenant: its ids follow from the seed alone. Custom fields named in `required` must be filled. */
export function buildTenant(seed: string, required: readonly string[]): TenantSetup {
  const companyId = deriveId(seed, 'company');
  const { roots, agents } = buildAgents(seed, companyId, DEPARTMENTS);
  const requiredNames = new Set(required);
  const stages = STAGE_NAMES.map((name) => ({ id: deriveId(seed, 'stage', name), name }));
  const levels = LEVEL_NAMES.map((name) => ({ value: deriveDigits(seed, 'level', name), name }));
  return {
    seed,
    companyId,
    departments: roots,
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    customerFields: buildFieldSet(seed, 1, CUSTOMER_FIELDS, requiredNames),
    enterpriseFields: buildFieldSet(seed, 2, ENTERPRISE_FIELDS, requiredNames),
    stages: new Map(stages.map((stage) => [stage.id, stage])),
    levels: new Map(levels.map((level) => [level.value, level])),
    regions: buildRegions(PROVINCES),
    countries: new Map(COUNTRIES.map((country) => [country.id, country])),
    timezones: new Map(TIMEZONES.map((timezone) => [timezone.id, timezone])),
    languages: new Map(LANGUAGES.map((language) => [language.code, language])),
  };
}
