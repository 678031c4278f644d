/** Words of column names in German, French, Spanish, Italian and Portuguese, and what they are in English. */
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

/** A word of a column name in English words; as it is where it is none of another language. */
export function englishWords(word: string): readonly string[] {
  return ENGLISH_OF_WORD.get(word) ?? [word];
}
