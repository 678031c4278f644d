import type { Translation } from '../words/index.ts';
import { zhApi } from './messages/api.ts';
import { zhApp } from './messages/app.ts';
import { zhChange, zhResilience, zhTagging } from './messages/change.ts';
import { zhContract } from './messages/contract.ts';
import { zhExport } from './messages/export.ts';
import { zhFiles } from './messages/files.ts';
import { zhImport } from './messages/import.ts';
import { zhLedger } from './messages/ledger.ts';
import { zhMapping } from './messages/mapping.ts';
import { zhMirror, zhPush } from './messages/mirror-and-push.ts';
import { zhRows } from './messages/rows.ts';
import { zhValues } from './messages/values.ts';
import { NOUNS } from './nouns.ts';
import { APP_PHRASES } from './phrases/app.ts';
import { CONTRACT_PHRASES } from './phrases/contract.ts';
import { HELP } from './phrases/help.ts';
import { PHRASES } from './phrases/phrases.ts';
import { REPORT_PHRASES } from './phrases/report.ts';
import { ROW_PHRASES } from './phrases/rows.ts';
import { SUGGEST_PHRASES } from './phrases/suggest.ts';
import { zhTerms } from './terms.ts';

/** Our texts in simplified Chinese. */
export const chinese: Translation = {
  phrases: {
    ...zhTerms,
    ...HELP,
    ...PHRASES,
    ...APP_PHRASES,
    ...CONTRACT_PHRASES,
    ...REPORT_PHRASES,
    ...ROW_PHRASES,
    ...SUGGEST_PHRASES,
  },
  nouns: NOUNS,
  messages: {
    api: zhApi,
    app: zhApp,
    change: zhChange,
    contract: zhContract,
    export: zhExport,
    files: zhFiles,
    import: zhImport,
    ledger: zhLedger,
    mapping: zhMapping,
    mirror: zhMirror,
    push: zhPush,
    resilience: zhResilience,
    rows: zhRows,
    tagging: zhTagging,
    values: zhValues,
  },
};
