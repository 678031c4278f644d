import { renderApiReference } from '../src/api/api-reference.ts';
import { mappingJsonSchema, renderMappingReference } from '../src/mapping/index.ts';
import { renderStreamsReference } from '../src/streams/render-streams-reference.ts';
import { renderLetterStatistics } from './letter-statistics.ts';
import { renderTroubleshooting } from './troubleshooting.ts';

/** The files that are made from tables in the code. A test fails while one is stale; `npm run docs` renews them. */
export const generatedFiles: readonly { readonly path: string; readonly render: () => string }[] = [
  { path: 'docs/api.md', render: renderApiReference },
  { path: 'docs/mapping.md', render: renderMappingReference },
  { path: 'docs/streams.md', render: renderStreamsReference },
  { path: 'docs/troubleshooting.md', render: renderTroubleshooting },
  { path: 'mappings/mapping.schema.json', render: () => `${JSON.stringify(mappingJsonSchema(), null, 2)}\n` },
  { path: 'src/files/text/letter-statistics.ts', render: renderLetterStatistics },
];
