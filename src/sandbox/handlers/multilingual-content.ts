import { allowed, integerParam, objectBody, requiredText, textList } from '../checks/body.ts';
import { deriveId } from '../derive-id.ts';
import { refuse } from '../refusal.ts';
import { TRANSLATIONS } from '../tenant/language-tables.ts';
import type { Handler } from '../world.ts';

/** What a placeholder says in each language. Source: "Query multilingual content detail". */
export const handleGetMultilingualContent: Handler = (call, { tenant: { seed, companyId } }) => {
  const body = objectBody(call);
  const placeholder = requiredText(body, 'placeholder');
  const wanted = textList(body, 'lang_type');
  const rich = allowed('rich_text_flag', integerParam(body, 'rich_text_flag') ?? 0, [0, 1]) === 1;
  const found = TRANSLATIONS.find((one) => one.placeholder === placeholder);
  if (found === undefined) return refuse('unknownCode', 'placeholder', placeholder);
  const values = found.values.filter(({ language }) => wanted === undefined || wanted.includes(language));
  return {
    item: {
      lang_list: values.map((value) => ({
        lang_value: rich ? value.rich : value.rich.replace(/<[^>]*>/g, ''),
        lang_type: value.language,
      })),
      companyid: companyId,
      update_time: found.updateTimeMs,
      catalogid: deriveId(seed, 'catalog', found.name),
      placeholderid: deriveId(seed, 'placeholder', found.placeholder),
      create_time: found.createTimeMs,
      name: found.name,
      default_value: found.defaultValue,
      placeholder: found.placeholder,
      status: found.status,
    },
  };
};
