import { ENTERPRISE_NAMES, POPULATIONS, type Population } from './name-tables.ts';
import type { Churn } from './options.ts';
import { deriveId, type Picker, picker, seededRandom } from './seeded-values.ts';
import type { Customer, CustomerText, CustomValues } from './store/customer.ts';
import { type CustomField, FIELD_TYPES, type FieldOption, type FieldSet } from './tenant/custom-fields.ts';
import { SOURCES } from './tenant/reference-tables.ts';
import type { Region } from './tenant/regions.ts';
import { nowSeconds, type World } from './world.ts';

const TWO_YEARS_SECONDS = 2 * 365 * 86_400;

/** Fills the tenant with `count` customers, created over the past two years, and an enterprise for every fifty. */
export function populate(world: World, count: number, nowMs: number): void {
  const random = seededRandom(`${world.tenant.seed}:customers`);
  const now = Math.floor(nowMs / 1000);
  for (let number = 1; number <= Math.ceil(count / 50); number++) addEnterprise(world, random, now - TWO_YEARS_SECONDS);
  const make = customerMaker(world, random);
  const { customers, assignments } = world.store;
  for (let number = 0; number < count; number++) {
    const createTime = Math.floor(now - TWO_YEARS_SECONDS + ((number + random()) / count) * (TWO_YEARS_SECONDS - 1));
    const customer = make(createTime, now);
    customers.restore(customer);
    const agentId = customer.texts.liable_serviceid;
    if (agentId) assignments.restore(agentId, { time: createTime, customerId: customer.id });
  }
}

function addEnterprise({ store, tenant }: World, random: () => number, createTime: number): void {
  const pick = picker(random);
  const sequence = store.enterprises.takeSequence();
  const { first, second, legal } = ENTERPRISE_NAMES;
  store.enterprises.restore({
    id: deriveId(tenant.seed, 'enterprise', sequence),
    sequence,
    createTime,
    texts: { enterprise_name: `${pick.one(first)} ${pick.one(second)} ${pick.one(legal)} ${sequence}` },
    domains: [`enterprise${sequence}.example`],
    custom: customValueMaker(tenant.enterpriseFields, pick)('Founded in a garage'),
  });
}

/** Makes a function that adds customers at the end and removes random ones. Fractions are probabilities. */
export function createChurn({ inserts, removes, seed = 1 }: Churn, world: World): () => void {
  const random = seededRandom(`${seed}:churn`);
  const make = customerMaker(world, random);
  const { customers, behaviors } = world.store;
  const times = (mean: number): number => Math.floor(mean) + (random() < mean % 1 ? 1 : 0);
  return () => {
    const now = nowSeconds(world);
    for (let left = times(inserts); left > 0; left--) customers.add(make(now, now));
    for (let left = times(removes); left > 0 && customers.count > 0; left--) {
      const removed = customers.all[Math.floor(random() * customers.count)] as Customer;
      customers.remove(removed);
      behaviors.forget(removed.id);
    }
  };
}

type Texts = Partial<Record<CustomerText, string>>;

const NO_TAGS: readonly string[] = [];

/** Makes a function that generates customers of many languages, determined by the random source alone. */
function customerMaker(world: World, random: () => number): (createTime: number, now: number) => Customer {
  const { tenant, store } = world;
  const pick = picker(random);
  const agents = [...tenant.agents.values()];
  const stages = [...tenant.stages.values()];
  const levels = [...tenant.levels.values()];
  const areas = [...tenant.regions.areas.values()];
  const sourceCodes = SOURCES.map(({ value }) => Number(value));
  const makeCustom = customValueMaker(tenant.customerFields, pick);
  const tagSets = makeTagSets(world, pick);
  const enterprises = store.enterprises.all;
  return (createTime, now) => {
    const sequence = store.customers.takeSequence();
    const population = pick.one(POPULATIONS);
    const texts = identity(population, sequence, pick);
    const status = pick.one([1, 2, 2, 3, 3, 3, 3, 4]);
    if (status === 3) {
      const agent = pick.one(agents);
      texts.liable_serviceid = agent.id;
      texts.liable_service_name = agent.name;
    }
    if (pick.chance(0.2)) {
      texts.is_vip = '1';
      texts.vip_level = pick.one(levels).value;
    }
    if (population.language === 'zh' && pick.chance(0.8)) addRegion(texts, pick.one(areas), world);
    if (enterprises.length > 0 && pick.chance(0.3)) {
      const enterprise = pick.one(enterprises);
      texts.enterpriseid = enterprise.id;
      texts.enterprise_name = enterprise.texts.enterprise_name ?? '';
    }
    const stage = status === 3 && pick.chance(0.5) ? pick.one(stages) : undefined;
    return {
      id: deriveId(tenant.seed, 'customer', sequence),
      sequence,
      createTime,
      updateTime: pick.chance(0.5) ? createTime : pick.between(createTime, Math.max(createTime, now)),
      source: pick.one(sourceCodes),
      generated: true,
      status,
      sex: pick.chance(0.8) ? pick.between(1, 2) : null,
      texts,
      lists: pick.chance(0.1) ? { whatsappids: [texts.tel ?? ''], lineids: [`line${sequence}`] } : null,
      custom: makeCustom(pick.one(population.notes)),
      tags: pick.chance(0.6) ? pick.one(tagSets) : NO_TAGS,
      stage: stage ? { id: stage.id, name: stage.name, type: 1 } : null,
      black: pick.chance(0.003) ? blackEntry(createTime, now, pick) : null,
    };
  };
}

function identity(population: Population, sequence: number, pick: Picker): Texts {
  const { given, family, familyFirst, separator, mobilePrefix, mobileDigits } = population;
  const names = [pick.one(given), pick.one(family)];
  const name = (familyFirst ? names.reverse() : names).join(separator);
  const texts: Texts = {
    nick: pick.chance(0.1) ? `${name} 😊` : name,
    uname: name,
    tel: mobilePrefix + String(sequence).padStart(mobileDigits, '0'),
    email: `customer${sequence}@example.com`,
    partnerid: `GEN-${String(sequence).padStart(6, '0')}`,
    countryid: population.countryId,
    timezoneid: population.timezoneId,
    language: population.language,
  };
  if (pick.chance(0.4)) texts.remark = pick.one(population.notes);
  if (pick.chance(0.1)) texts.wx_build_unionid = `or-${deriveId('union', sequence).slice(0, 26)}`;
  return texts;
}

function addRegion(texts: Texts, area: Region, { tenant: { regions } }: World): void {
  const city = regions.cities.get(area.within ?? '');
  const province = regions.provinces.get(city?.within ?? '');
  texts.proviceid = province?.id ?? '';
  texts.provice_name = province?.name ?? '';
  texts.cityid = city?.id ?? '';
  texts.city_name = city?.name ?? '';
  texts.areaid = area.id;
  texts.area_name = area.name;
}

/** A few dozen sets of tags, at most one tag of a group that allows only one. */
function makeTagSets({ store: { tags } }: World, pick: Picker): readonly (readonly string[])[] {
  return Array.from({ length: 40 }, () =>
    tags.groups.flatMap((group) => {
      const ids = tags.tagsOf(group.id).map(({ id }) => id);
      return group.multiple ? pick.some(ids, 0.3) : pick.some(ids, 0.5).slice(0, 1);
    }),
  );
}

function blackEntry(createTime: number, now: number, pick: Picker): NonNullable<Customer['black']> {
  const type = pick.one([-1, 24, 48, 72]);
  const time = type === -1 ? pick.between(createTime, now) : now - pick.between(0, 96 * 3600);
  return { type, reason: 'Spam', time, endTime: time + (type === -1 ? 86_400_000 : type * 3600), removed: false };
}

/** Makes a function that generates a value for most custom fields of a record. `note` is a sentence in the record's language. */
function customValueMaker({ fields }: FieldSet, pick: Picker): (note: string) => CustomValues {
  const makers = fields.map((field) => valueMaker(field, pick));
  return (note) => makers.map((make) => (pick.chance(0.7) ? make(note) : null));
}

function valueMaker(field: CustomField, pick: Picker): (note: string) => string | null {
  const values = field.options.map(({ value }) => value);
  switch (field.type) {
    case FIELD_TYPES.multiLine:
      return (note) => `${note}\n${pick.between(2024, 2026)}: ${note}`;
    case FIELD_TYPES.date:
      return () => `${pick.between(1950, 2005)}-${twoDigits(pick.between(1, 12))}-${twoDigits(pick.between(1, 28))}`;
    case FIELD_TYPES.time:
      return () => `${twoDigits(pick.between(0, 23))}:${twoDigits(pick.between(0, 59))}`;
    case FIELD_TYPES.number:
      return () => String(pick.between(0, 200) * 500);
    case FIELD_TYPES.dropDown:
    case FIELD_TYPES.radio:
      return () => pick.one(values);
    case FIELD_TYPES.checkBox:
      return () => pick.some(values, 0.4).join(',') || null;
    case FIELD_TYPES.cascade: {
      const paths = field.options.map(pathOf);
      return () => pick.one(paths);
    }
    default:
      return (note) => note;
  }
}

function pathOf(option: FieldOption): string {
  return option.parent === undefined ? option.value : `${pathOf(option.parent)},${option.value}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
