import { queryChoice } from '../checks/query.ts';
import { deriveId } from '../derive-id.ts';
import { listPayload } from '../paging.ts';
import { type Language, refuse } from '../refusal.ts';
import type { Call, Handler } from '../world.ts';

/** Source: "Search Time Zone". */
export const handleListTimezones: Handler = (call, world) => {
  const language = wantedLanguage(call);
  const { timezones, seed } = world.tenant;
  const items = [...timezones.values()].map((timezone) => ({
    id: deriveId(seed, 'timezone', language, timezone.id),
    language,
    timezone_value: timezone[language],
    timezoneid: timezone.id,
  }));
  return listPayload(items, world);
};

/** Source: "Search language". */
export const handleListLanguages: Handler = (call, world) => {
  const language = wantedLanguage(call);
  const { languages, seed } = world.tenant;
  const items = [...languages.values()].map((entry) => ({
    id: deriveId(seed, 'language', language, entry.code),
    language,
    language_value: entry[language],
    language_code: entry.code,
  }));
  return listPayload(items, world);
};

/** Source: "Search country". */
export const handleListCountries: Handler = (call, world) => {
  const language = wantedLanguage(call);
  const items = [...world.tenant.countries.values()].map((country) => ({
    countryid: country.id,
    country_name: country[language],
  }));
  return listPayload(items, world);
};

/** The `language` of the query: it must be given, whatever the header says. */
function wantedLanguage({ query }: Call): Language {
  const language = queryChoice(query, 'language', ['zh', 'en']) ?? refuse('required', 'language');
  return language === 'en' ? 'en' : 'zh';
}
