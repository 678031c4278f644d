import { deriveId } from '../derive-id.ts';
import type { Customer, CustomerText } from '../store/customer.ts';
import { SOURCES } from '../tenant/code-tables.ts';
import type { Region } from '../tenant/places.ts';
import type { World } from '../world.ts';
import { customValueMaker } from './custom-values.ts';
import { POPULATIONS, type Population } from './name-tables.ts';
import { type Picker, picker } from './pick.ts';

type Texts = Partial<Record<CustomerText, string>>;

const NO_TAGS: readonly string[] = [];

/** Makes up customers of many languages. What it makes follows from the source of randomness alone. */
export function customerMaker(world: World, random: () => number): (createTime: number, now: number) => Customer {
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

function addRegion(texts: Texts, area: Region, { tenant: { regions: places } }: World): void {
  const city = places.cities.get(area.within ?? '');
  const province = places.provinces.get(city?.within ?? '');
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
