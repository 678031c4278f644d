import { canonicalEmail, joinedValues, telephoneForms } from '../words/index.ts';
import type { WireRecord } from './record-packer.ts';

/** The members by which customers are found. */
export type KeyField = 'partnerid' | 'email' | 'tel' | 'nick';

/** The numbers of the members in the file; they never change. The last stands for numbers that are written with a country code. */
const CODES = { partnerid: 1, email: 2, tel: 3, nick: 4, nationalTel: 5 } as const;

/** A value in the form in which it is compared, with the number of its member. */
type Key = readonly [field: number, value: string];

const KEY_FIELDS: readonly KeyField[] = ['partnerid', 'email', 'tel', 'nick'];

/** The keys under which a customer is stored, each once, as texts: the number of the member, then its value. */
export function storedKeys(row: WireRecord): ReadonlyMap<string, Key> {
  const keys = new Map<string, Key>();
  for (const field of KEY_FIELDS) {
    const value = row[field];
    if (value === undefined || value === null || value === '') continue;
    for (const key of keysOfValue(field, String(value), telephoneKeys)) keys.set(`${key[0]}${key[1]}`, key);
  }
  return keys;
}

/** The keys under which customers with a value may be stored. */
export function soughtKeys(field: KeyField, value: string): readonly Key[] {
  return keysOfValue(field, value, soughtTelephoneKeys);
}

function keysOfValue(field: KeyField, text: string, ofTelephone: (text: string) => readonly Key[]): readonly Key[] {
  switch (field) {
    case 'tel':
      return joinedValues(text).flatMap(ofTelephone);
    case 'email':
      return joinedValues(text).map((part) => [CODES.email, canonicalEmail(part)]);
    default: {
      const plain = text.normalize('NFC').trim();
      return plain === '' ? [] : [[CODES[field], plain]];
    }
  }
}

/** A number with a country code is also found without it. */
function telephoneKeys(text: string): readonly Key[] {
  const forms = telephoneForms(text);
  if (forms === undefined) return [[CODES.tel, text.trim()]];
  const { digits, national } = forms;
  return national === undefined
    ? [[CODES.tel, digits]]
    : [
        [CODES.tel, digits],
        [CODES.nationalTel, national],
      ];
}

/** A number with a country code also finds the same without one, and one without it finds the same with any. */
function soughtTelephoneKeys(text: string): readonly Key[] {
  const forms = telephoneForms(text);
  if (forms === undefined) return [[CODES.tel, text.trim()]];
  const { digits, national } = forms;
  return [[CODES.tel, digits], national === undefined ? [CODES.nationalTel, digits] : [CODES.tel, national]];
}
