import { deriveDigits, deriveId } from '../derive-id.ts';
import { departmentRows } from './agent-tables.ts';
import { type Agent, type AgentNode, buildAgents } from './agents.ts';
import { levelNames, stageNames } from './code-tables.ts';
import { buildFieldSet, type FieldSet } from './custom-field.ts';
import { customerFieldRows, enterpriseFieldRows } from './field-tables.ts';
import { countries, languages, timezones } from './language-tables.ts';
import { provinceRows } from './place-tables.ts';
import { buildPlaces, type Places } from './places.ts';

export interface Stage {
  readonly id: string;
  readonly name: string;
}

export interface Level {
  readonly value: string;
  readonly name: string;
}

/** What the tenant's administrator has set up: calls read it and never change it. */
export interface Tenant {
  readonly seed: string;
  readonly companyId: string;
  readonly departments: readonly AgentNode[];
  readonly agents: ReadonlyMap<string, Agent>;
  readonly customerFields: FieldSet;
  readonly enterpriseFields: FieldSet;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly levels: ReadonlyMap<string, Level>;
  readonly places: Places;
  readonly countries: ReadonlyMap<string, (typeof countries)[number]>;
  readonly timezones: ReadonlyMap<string, (typeof timezones)[number]>;
  readonly languages: ReadonlyMap<string, (typeof languages)[number]>;
}

/** Makes the tenant: its ids follow from the seed alone. Custom fields named in `required` must be filled. */
export function buildTenant(seed: string, required: readonly string[]): Tenant {
  const companyId = deriveId(seed, 'company');
  const { roots, agents } = buildAgents(seed, companyId, departmentRows);
  const requiredNames = new Set(required);
  const stages = stageNames.map((name) => ({ id: deriveId(seed, 'stage', name), name }));
  const levels = levelNames.map((name) => ({ value: deriveDigits(seed, 'level', name), name }));
  return {
    seed,
    companyId,
    departments: roots,
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    customerFields: buildFieldSet(seed, 1, customerFieldRows, requiredNames),
    enterpriseFields: buildFieldSet(seed, 2, enterpriseFieldRows, requiredNames),
    stages: new Map(stages.map((stage) => [stage.id, stage])),
    levels: new Map(levels.map((level) => [level.value, level])),
    places: buildPlaces(provinceRows),
    countries: new Map(countries.map((country) => [country.id, country])),
    timezones: new Map(timezones.map((timezone) => [timezone.id, timezone])),
    languages: new Map(languages.map((language) => [language.code, language])),
  };
}
