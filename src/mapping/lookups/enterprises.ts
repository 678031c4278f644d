import pLimit from 'p-limit';
import { searchType } from '../../api/codes/customer-list.ts';
import { endpoints } from '../../api/endpoints/index.ts';
import { fold, spellings } from '../fold.ts';
import { listed, ValueError } from '../refusal.ts';
import type { LookupMatch, LookupSources, Resolver } from './lookups.ts';
import { memoizeLookup } from './remember-resolved.ts';

const MAX_ENTERPRISE_SEARCHES = 16;
const ENTERPRISE_ID = /^[0-9a-f]{32}$/;

/**
 * Finds enterprises: ids that earlier imports learned (by the key of their mapping) first, then an id as it is, then by
 * name among customers' companies, since the API has no list of enterprises.
 */
export function enterpriseResolver(sources: LookupSources): Resolver {
  const limit = pLimit(MAX_ENTERPRISE_SEARCHES);
  return memoizeLookup((text) => {
    const learned = sources.learned?.('enterprise', text);
    if (learned !== undefined) return { id: learned };
    if (ENTERPRISE_ID.test(text)) return { id: text };
    if (sources.offline) return new ValueError('offline', 'names an enterprise that no earlier import made here');
    return limit(() => searchCompany(sources, text));
  });
}

async function searchCompany(sources: LookupSources, text: string): Promise<LookupMatch | ValueError> {
  const exact = new Map<string, string>();
  const alike = new Map<string, string>();
  const wanted = fold(text);
  // The API compares marks as they are, so a name is searched as it may be spelled unless one is found that is written the same.
  for (const spelling of spellings(text)) {
    const rows = (await sources.read(endpoints.listCustomers, {
      search_type: searchType.company,
      search_value: spelling,
    })) as { enterpriseid?: string | null; enterprise_name?: string | null }[];
    for (const { enterpriseid, enterprise_name } of rows) {
      if (!enterpriseid || !enterprise_name || fold(enterprise_name) !== wanted) continue;
      if (enterprise_name === text) exact.set(enterpriseid, enterprise_name);
      alike.set(enterpriseid, enterprise_name);
    }
    if (exact.size > 0) break;
  }
  const found = exact.size > 0 ? exact : alike;
  const [first] = found;
  if (first === undefined) {
    return new ValueError(
      'not-found',
      'is no enterprise that an earlier import made or that a customer belongs to; import enterprises first',
    );
  }
  if (found.size > 1) {
    return new ValueError('ambiguous', `is the name of ${found.size} enterprises: ${listed([...found.keys()], 3)}`);
  }
  return { id: first[0], name: first[1] };
}
