import type { Picker } from '../../src/sandbox/seeded-values.ts';
import { PROVINCES } from '../../src/sandbox/tenant/regions.ts';
import { fieldsOfEdits, type Merge, type RandomField, randomFields, type TenantLists } from './random-fields.ts';
import { type Cells, filled, type TenantState, withCells } from './tenant-state.ts';

/** What a tenant has that rows name. */
export interface Tenant extends TenantLists {
  /** Ids of tags by `Group/Tag`. */
  readonly tags: ReadonlyMap<string, string>;
  /** Ids of stages by name. */
  readonly stages: ReadonlyMap<string, string>;
  readonly identifiedBy: readonly string[];
}

/** A row of the file, and what it means for the tenant that the file was made from. */
export interface RandomRow {
  /** Its number in the file. */
  readonly number: number;
  readonly texts: Readonly<Record<string, string>>;
  readonly expected:
    | { readonly kind: 'rejected' | 'skipped' | 'ambiguous' | 'unchanged' }
    | { readonly kind: 'create'; readonly after: Cells }
    | { readonly kind: 'update'; readonly id: string; readonly after: Cells };
}

/** A mapping, and a file for it. */
export interface RandomFile {
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly columns: readonly string[];
  readonly rows: readonly RandomRow[];
}

const IDENTITIES = ['tel', 'email', 'partnerid'];

interface MappedField extends RandomField {
  readonly merge: Merge;
  readonly clears: boolean;
}

type Section = 'regions' | 'tags' | 'stage' | 'blacklist';
type Mode = 'create' | 'update' | 'upsert';

/** A random mapping, and rows made from what the tenant has: changed, respelt and equal ones, new, repeated and bad ones. */
export function randomFile(pick: Picker, tenant: Tenant, before: TenantState): RandomFile {
  return new FileMaker(pick, tenant, before).make();
}

class FileMaker {
  readonly #pick: Picker;
  readonly #tenant: Tenant;
  readonly #before: TenantState;
  readonly #isEdit: boolean;
  readonly #mode: Mode;
  readonly #clears: boolean;
  readonly #fields: readonly MappedField[];
  readonly #sections: readonly Section[];

  constructor(pick: Picker, tenant: Tenant, before: TenantState) {
    this.#pick = pick;
    this.#tenant = tenant;
    this.#before = before;
    this.#isEdit = pick.chance(0.25);
    this.#mode = this.#isEdit ? 'update' : pick.one<Mode>(['upsert', 'upsert', 'upsert', 'update', 'create']);
    this.#clears = pick.chance(0.3);
    const all = [...randomFields(pick, tenant), ...(this.#isEdit ? fieldsOfEdits(pick, tenant) : [])];
    const share = pick.one([0.2, 0.5, 1]);
    const chosen = all.filter(
      ({ cell }) => cell === 'nick' || (!this.#isEdit && tenant.identifiedBy.includes(cell)) || pick.chance(share),
    );
    this.#fields = chosen.map((field) => {
      const merge = pick.chance(0.6) ? 'overwrite' : pick.one(field.merges);
      const clears = field.clearable && (this.#clears || pick.chance(0.1));
      return { ...field, merge, clears };
    });
    this.#sections = pick.some<Section>(['regions', 'tags', 'stage', 'blacklist'], 0.4);
  }

  make(): RandomFile {
    const pick = this.#pick;
    const isAmbiguous = pick.chance(0.5);
    const all = [...this.#before.keys()];
    const ids = (isAmbiguous ? all.slice(1, -1) : all).filter(() => pick.chance(0.7));
    const makers = [
      ...ids.map((id) => () => this.#existing(id)),
      ...Array.from({ length: pick.between(0, 4) }, () => () => this.#new()),
      ...Array.from({ length: pick.between(0, 2) }, () => () => this.#bad()),
      ...(isAmbiguous ? [() => this.#ambiguous()] : []),
    ];
    const rows: RandomRow[] = [];
    const columns = this.#columns();
    let line = 2;
    for (const make of shuffled(makers, pick)) {
      const row = make();
      const key = `K${rows.length}`;
      const add = (expected: RandomRow['expected']) => {
        rows.push({ number: line, texts: { ...row.texts, Key: key }, expected });
        // A row's number is that of the line that it begins in.
        for (const column of columns) line += (row.texts[column] ?? '').split('\n').length - 1;
        line += 1;
      };
      add(row.expected);
      const { kind } = row.expected;
      if ((kind === 'update' || kind === 'create') && pick.chance(0.1)) add({ kind: 'rejected' });
    }
    return { mapping: this.#mapping(), columns, rows };
  }

  #mapping(): Record<string, unknown> {
    const section = (name: string) =>
      this.#fields
        .filter((field) => field.section === name)
        .map(({ key, column, spec, merge, clears }) => [
          key,
          {
            column,
            ...spec,
            ...(merge !== 'overwrite' && { merge }),
            ...(clears && !this.#clears && { blank: 'clear' }),
          },
        ]);
    const fields: Record<string, unknown> = Object.fromEntries(section('fields'));
    if (this.#isEdit) fields['id'] = 'Id';
    else fields['crm_status'] = { const: 1 };
    const custom = Object.fromEntries(section('custom'));
    const has = (name: Section): boolean => this.#sections.includes(name);
    if (has('regions')) {
      fields['proviceid'] = { column: 'Province', lookup: 'province', blank: 'omit' };
      fields['cityid'] = { column: 'City', lookup: 'city', within: 'proviceid', blank: 'omit' };
      fields['areaid'] = { column: 'Area', lookup: 'area', within: 'cityid', blank: 'omit' };
    }
    return {
      version: 1,
      target: this.#isEdit ? 'customer-update' : 'customer',
      key: { column: 'Key' },
      ...(!this.#isEdit && { identifiedBy: this.#tenant.identifiedBy }),
      ...(this.#mode !== 'upsert' && { mode: this.#mode }),
      ...(this.#clears && { blank: 'clear' }),
      fields,
      ...(Object.keys(custom).length > 0 && { custom }),
      ...(has('tags') && { tags: { add: { column: 'Add', split: ';' }, remove: { column: 'Remove', split: ';' } } }),
      ...(has('stage') && { stage: 'Stage' }),
      ...(has('blacklist') && { blacklist: { black_type: 'Black type', black_reason: 'Black reason' } }),
    };
  }

  #columns(): string[] {
    const special = ['Id', 'Key', 'Province', 'City', 'Area', 'Add', 'Remove', 'Stage', 'Black type', 'Black reason'];
    return [...special, ...this.#fields.map(({ column }) => column)];
  }

  #existing(id: string): Omit<RandomRow, 'number'> {
    const cells = this.#before.get(id) ?? {};
    const pick = this.#pick;
    const known = this.#tenant.identifiedBy.filter((field) => cells[field] !== undefined);
    const identity = pick.one(known);
    const isEqual = pick.chance(0.3);
    const texts: Record<string, string> = { Id: id };
    const after: Record<string, string> = {};
    for (const field of this.#fields) {
      const before = cells[field.cell] ?? '';
      const isFixed = !this.#isEdit && (isEqual || field.cell === identity);
      const { text, given } = this.#given(field, before, isFixed || isEqual);
      texts[field.column] = text;
      const merged = mergedValue(field, before, given);
      if (merged !== undefined) after[field.cell] = merged;
      const isOther = merged !== undefined && merged !== before;
      if (field.cell === 'enterpriseid' && isOther) {
        after['enterprise_name'] = this.#tenant.enterpriseNames.get(merged) ?? '';
      }
      if (field.cell === 'liable_serviceid' && isOther) {
        after['liable_service_name'] = this.#tenant.agents.get(merged) ?? '';
      }
    }
    this.#addSections(cells, isEqual, texts, after);
    return { texts, expected: this.#expected(id, cells, after) };
  }

  #expected(id: string, cells: Cells, changes: Readonly<Record<string, string>>): RandomRow['expected'] {
    if (this.#mode === 'create') return { kind: 'skipped' };
    const after = withCells(cells, changes);
    return JSON.stringify(after) === JSON.stringify(cells) ? { kind: 'unchanged' } : { kind: 'update', id, after };
  }

  /** The text of a row's cell, and the value that it gives; `undefined` if it gives none. */
  #given(field: MappedField, before: string, isSame: boolean): { text: string; given: string | undefined } {
    const pick = this.#pick;
    const blank = { text: '', given: field.clears ? '' : undefined };
    if (isSame || pick.chance(0.4)) {
      const isBlank = before === '' && field.cell !== 'is_vip';
      return isBlank ? blank : { text: field.text(before, pick.chance(0.5)), given: before };
    }
    if (pick.chance(0.2) && field.cell !== 'nick') return blank;
    const value = field.value();
    return { text: field.text(value, pick.chance(0.5)), given: value };
  }

  #new(): Omit<RandomRow, 'number'> {
    if (this.#isEdit) return this.#bad();
    const pick = this.#pick;
    const identity = pick.one(this.#tenant.identifiedBy);
    const texts: Record<string, string> = {};
    const after: Record<string, string> = { crm_status: '1' };
    for (const field of this.#fields) {
      const isNeeded = field.cell === identity || field.cell === 'nick';
      const value = isNeeded || pick.chance(0.6) ? field.value() : '';
      texts[field.column] = value === '' && field.cell !== 'is_vip' ? '' : field.text(value, pick.chance(0.5));
      after[field.cell] = value;
      if (field.cell === 'enterpriseid') after['enterprise_name'] = this.#tenant.enterpriseNames.get(value) ?? '';
    }
    this.#addSections({}, false, texts, after);
    const expected: RandomRow['expected'] =
      this.#mode === 'update' ? { kind: 'skipped' } : { kind: 'create', after: filled(Object.entries(after)) };
    return { texts, expected };
  }

  /** Without the name that every customer must have, or of a customer that does not exist. */
  #bad(): Omit<RandomRow, 'number'> {
    const texts: Record<string, string> = { Id: this.#pick.one([...this.#before.keys()]) };
    if (this.#isEdit && this.#pick.chance(0.5)) {
      texts['Id'] = '0123456789abcdef0123456789abcdef';
      texts['Column nick'] = 'Nobody';
    }
    for (const field of this.#fields) {
      if (IDENTITIES.includes(field.cell)) texts[field.column] = field.text(field.value(), true);
    }
    return { texts, expected: { kind: 'rejected' } };
  }

  /** Names one customer by one field, and another by the other. */
  #ambiguous(): Omit<RandomRow, 'number'> {
    const [one, other] = this.#tenant.identifiedBy;
    if (this.#isEdit || one === undefined || other === undefined) return this.#bad();
    const used = [...this.#before.values()];
    const [first, second] = [used.at(0) ?? {}, used.at(-1) ?? {}];
    const of = (cell: string) => this.#fields.find((field) => field.cell === cell) as MappedField;
    const texts = {
      [of('nick').column]: 'Somebody',
      [of(one).column]: of(one).text(first[one] ?? '', true),
      [of(other).column]: of(other).text(second[other] ?? '', true),
    };
    return { texts, expected: { kind: 'ambiguous' } };
  }

  #addSections(cells: Cells, isEqual: boolean, texts: Record<string, string>, after: Record<string, string>): void {
    const pick = this.#pick;
    for (const section of this.#sections) {
      if (pick.chance(0.3)) continue;
      if (section === 'regions') this.#addRegion(cells, isEqual, texts, after);
      else if (section === 'tags') this.#addTags(cells, isEqual, texts, after);
      else if (section === 'stage') {
        const names = [...this.#tenant.stages].filter(([, id]) => !isEqual || id === cells['stage']);
        if (names.length === 0) continue;
        const [name, id] = pick.one(names);
        texts['Stage'] = pick.one([name, name.toUpperCase()]);
        after['stage'] = id;
      } else {
        const [type = '', reason = ''] = isEqual
          ? (cells['blacklist'] ?? '').split(': ')
          : [pick.one(['-1', '24', '72']), 'Spam'];
        texts['Black type'] = type;
        texts['Black reason'] = reason;
        if (type !== '') after['blacklist'] = `${type}: ${reason}`;
      }
    }
  }

  #addRegion(cells: Cells, isEqual: boolean, texts: Record<string, string>, after: Record<string, string>): void {
    const paths = PROVINCES.flatMap((province) => [
      [province],
      ...province.cities.flatMap((city) => [
        [province, city],
        ...city.areas.map(([id, name]) => [province, city, { id, name }]),
      ]),
    ]);
    const names = ['proviceid', 'cityid', 'areaid'].map((field) => cells[field]);
    const fits = paths.filter((path) => names.every((id, level) => path[level]?.id === id));
    // Of a part of an address, the rest would stay as it is and not fit.
    const whole = paths.filter((path) => path.length === 3 || names[path.length] === undefined);
    const choice = isEqual ? fits : whole;
    if (choice.length === 0) return;
    const path = this.#pick.one(choice);
    for (const [level, [column, id, name]] of REGION_LEVELS.entries()) {
      const region = path[level];
      if (region === undefined) continue;
      texts[column] = this.#pick.one([region.name, region.id]);
      after[id] = region.id;
      after[name] = region.name;
    }
  }

  #addTags(cells: Cells, isEqual: boolean, texts: Record<string, string>, after: Record<string, string>): void {
    const pick = this.#pick;
    const has = (id: string): boolean => cells[`tag:${id}`] !== undefined;
    const tags = [...this.#tenant.tags].filter(() => pick.chance(0.4));
    const adds = tags.filter(([name, id], index) => {
      const isFirst = !name.startsWith('Status/') || tags.findIndex(([each]) => each.startsWith('Status/')) === index;
      return isFirst && (isEqual ? has(id) : index % 2 === 0);
    });
    const removes = tags.filter(
      ([name, id]) => !adds.some(([each]) => each === name) && (!isEqual || !has(id)) && !name.startsWith('Status/'),
    );
    texts['Add'] = adds.map(([name]) => name).join(';');
    texts['Remove'] = removes.map(([name]) => name).join(' ; ');
    for (const [name, id] of adds) {
      if (name.startsWith('Status/')) {
        for (const [other, otherId] of this.#tenant.tags) if (other.startsWith('Status/')) after[`tag:${otherId}`] = '';
      }
      after[`tag:${id}`] = 'yes';
    }
    for (const [, id] of removes) after[`tag:${id}`] = '';
  }
}

const REGION_LEVELS = [
  ['Province', 'proviceid', 'provice_name'],
  ['City', 'cityid', 'city_name'],
  ['Area', 'areaid', 'area_name'],
] as const;

function shuffled<Item>(items: readonly Item[], pick: Picker): Item[] {
  const left = [...items];
  return items.map(() => left.splice(pick.between(0, left.length - 1), 1)[0] as Item);
}

/** What a cell has after a value was given to it; undefined if it stays as it is. */
function mergedValue(
  { merge, cell, holds }: MappedField,
  before: string,
  given: string | undefined,
): string | undefined {
  if (given === undefined) return undefined;
  if (merge === 'overwrite') return given;
  // General is a level that every customer has.
  if (merge === 'keep' || (given === '' && cell !== 'is_vip')) return undefined;
  if (before === '') return given;
  if (merge === 'fill') return undefined;
  if (holds === 'lines') return `\n${before}\n`.includes(`\n${given}\n`) ? undefined : `${before}\n${given}`;
  return [...new Set([...before.split(','), ...given.split(',')])].sort().join(',');
}
