import { narrow } from '../mapping/index.ts';

/** A word of a name, with its weight. */
export interface Word {
  readonly text: string;
  readonly weight: number;
}

/** A parsed name, ready to be compared. */
export interface Name {
  /** All letters and digits in lower case, without anything between them. */
  readonly squashed: string;
  readonly words: readonly Word[];
  /** Whether it contains Chinese, which has no spaces between words. */
  readonly isChinese: boolean;
}

const SAME_WORDS: Readonly<Record<string, string>> = {
  mail: 'email',
  telephone: 'phone',
  tel: 'phone',
  cellphone: 'mobile',
  cell: 'mobile',
  handphone: 'mobile',
  organisation: 'organization',
  org: 'organization',
  num: 'number',
  nr: 'number',
  no: 'number',
  addr: 'address',
  dept: 'department',
  cust: 'customer',
  nm: 'name',
  cd: 'code',
  nbr: 'number',
  dt: 'date',
  co: 'company',
  acct: 'account',
  mgr: 'manager',
  rep: 'representative',
  cntry: 'country',
  ctry: 'country',
  prov: 'province',
  lang: 'language',
  favorite: 'favourite',
  color: 'colour',
  birthdate: 'birthday',
};

/** Words with little meaning of their own. */
const WORD_WEIGHTS = new Map<string, number>([
  ...spread(0.1, 'of the a an and or for to in is on at by my our your de di du del des der'),
  ...spread(0.15, 'customer contact person client lead user member people subscriber attendee participant end unique'),
  ...spread(
    0.3,
    'primary main work business office home landline other secondary personal private mailing billing address',
  ),
  ...spread(0.3, 'current default preferred optional required full'),
  ...spread(0.35, 'number name id code date time type value text info information field data'),
]);

function spread(weight: number, words: string): [string, number][] {
  return words.split(' ').map((word) => [word, weight]);
}

const CHINESE = /[\u3400-\u9fff]/;

/** Parses a name: `FirstName`, `first_name` and `First name:` are the same. */
export function parseName(text: string): Name {
  const plain = spacedOut(withoutAsides(narrow(text).trim()))
    .toLowerCase()
    .replace(/\be[\s-]mail\b/g, 'email')
    .replace(/#$/, ' number');
  const parts = (plain.match(/[\p{L}\p{M}]+|\d+/gu) ?? []).flatMap(englishWords);
  return {
    squashed: parts.join(''),
    words: parts.map(wordOf),
    isChinese: CHINESE.test(plain),
  };
}

/** `VIP (Y/N)` is about VIP: text in brackets explains how to fill the column in. */
function withoutAsides(text: string): string {
  const rest = text.replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, ' ').trim();
  return rest === '' ? text : rest;
}

/** `MobilePhone` is two words; in a name of several, `WhatsApp` is one. */
function spacedOut(text: string): string {
  if (/[\s_-]/.test(text)) return text;
  return text.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
}

function wordOf(part: string): Word {
  const singular = part.length > 3 && /[^su]s$/.test(part) ? part.slice(0, -1) : part;
  const text = SAME_WORDS[part] ?? SAME_WORDS[singular] ?? singular;
  return { text, weight: /^\d+$/.test(text) ? 0.3 : (WORD_WEIGHTS.get(text) ?? 1) };
}

/** Words of column names in German, French, Spanish, Italian and Portuguese, by their English translation. */
const IN_ENGLISH: Readonly<Record<string, string>> = {
  'first name': 'vorname rufname prénom prenom nombre nome',
  'last name': 'nachname familienname zuname nom apellido apellidos cognome sobrenome',
  'full name': 'kontaktname kundenname',
  'contact person': 'ansprechpartner ansprechperson kontaktperson',
  company: 'firma firmenname unternehmen société societe entreprise empresa azienda',
  phone: 'telefon telefonnummer festnetz rufnummer téléphone teléfono telefono telefone',
  landline: 'fixe fijo fisso fixo',
  customer: 'kunde kunden cliente clientes',
  code: 'código codice',
  date: 'fecha datum',
  number: 'numéro número numero',
  mobile: 'mobil mobiltelefon mobilnummer handy handynummer portable móvil movil celular cellulare',
  email: 'emailadresse mailadresse courriel correo',
  address: 'adresse anschrift dirección direccion indirizzo endereço',
  street: 'straße strasse rue calle',
  'postal code': 'plz postleitzahl',
  city: 'ort stadt wohnort ville ciudad città citta cidade',
  province: 'bundesland provincia province',
  country: 'land pays país pais paese',
  birthday: 'geburtsdatum geburtstag',
  birth: 'naissance nacimiento nascita nascimento',
  note: 'bemerkung bemerkungen notiz notizen anmerkung anmerkungen kommentar remarque remarques commentaire commentaires notas observaciones',
  gender: 'geschlecht sexe sexo sesso',
  language: 'sprache langue idioma lingua',
  'customer number': 'kundennr kundennummer',
  'customer id': 'kundenid',
  owner: 'betreuer kundenbetreuer bearbeiter zuständig',
  title: 'titel',
  tag: 'schlagwort schlagworte schlagwörter étiquettes etiquetas',
};

const ENGLISH_OF_WORD = new Map(
  Object.entries(IN_ENGLISH).flatMap(([english, others]) =>
    others.split(' ').map((word) => [word, english.split(' ')]),
  ),
);

/** The English words for a word of a column name; the word itself where it has no translation. */
function englishWords(word: string): readonly string[] {
  return ENGLISH_OF_WORD.get(word) ?? [word];
}
