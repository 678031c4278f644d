import { Hono } from 'hono';
import { previewRow } from '../../app/check-rows/row-checker.ts';
import { findTarget } from '../../app/find-target.ts';
import { mappingText, readMappingText } from '../../app/mappings/mapping-text.ts';
import { deleteMapping, listMappings, loadSavedMapping, saveMapping } from '../../app/mappings/saved-mappings.ts';
import { suggestLines } from '../../app/mappings/suggest-lines.ts';
import { customFieldForms, lookupEntriesOf, mappingForms } from '../../app/mappings/target-forms.ts';
import { findUpload } from '../../app/uploads/uploads.ts';
import { correctionsIn, mapUpload } from '../mapped-upload.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { type RowPreview, rowPreviewRequest } from '../schemas/checks.ts';
import {
  type LookupEntries,
  type MappingSuggestion,
  type ParsedMapping,
  parseRequest,
  type RenderedMapping,
  renderRequest,
  type SavedMapping,
  type SavedMappings,
  saveMappingRequest,
  suggestRequest,
  type TargetForms,
} from '../schemas/mappings.ts';

import { withoutUploadFolders } from '../shown-text.ts';

const DEFAULT_TARGET = 'customer';

/** What a mapping can have, suggested and saved mappings, and what a row becomes. */
export function mappingRoutes(page: PageContext): Hono {
  return new Hono()
    .get('/targets', async (context) => {
      const forms = mappingForms();
      const asked = context.req.query('target');
      const target = asked === undefined ? undefined : findTarget(asked);
      const custom = target === undefined ? [] : await customFieldForms(page.promptConnection, target);
      const targets = forms.targets.map((form) => ({ ...form, custom: form.name === target?.name ? custom : [] }));
      return context.json({ ...forms, targets } satisfies TargetForms);
    })
    .get('/lookups/:lookup', async (context) => {
      const entries = await lookupEntriesOf(page.promptConnection, context.req.param('lookup'));
      return context.json(entries satisfies LookupEntries);
    })
    .post('/mappings/suggest', async (context) => {
      const { upload, source, target = DEFAULT_TARGET } = await readBody(context, suggestRequest);
      const { path } = await findUpload(page.home, upload);
      const suggested = await suggestLines({ connection: page.promptConnection, file: path, source, target });
      const notices = suggested.notices.map(withoutUploadFolders);
      return context.json({
        ...suggested,
        notices,
        yaml: withoutUploadFolders(suggested.yaml),
      } satisfies MappingSuggestion);
    })
    .post('/mappings/render', async (context) => {
      const yaml = mappingText((await readBody(context, renderRequest)).content);
      return context.json({ yaml, problems: [...readMappingText(yaml).problems] } satisfies RenderedMapping);
    })
    .post('/mappings/parse', async (context) => {
      const { content, problems } = readMappingText((await readBody(context, parseRequest)).yaml);
      return context.json({ content, problems: [...problems] } satisfies ParsedMapping);
    })
    .get('/mappings', async (context) => context.json((await listMappings(page.home)) satisfies SavedMappings))
    .get('/mappings/:name', async (context) => context.json(await savedMapping(page, context.req.param('name'))))
    .put('/mappings/:name', async (context) => {
      const request = await readBody(context, saveMappingRequest);
      const yaml = 'yaml' in request ? request.yaml : mappingText(request.content);
      await saveMapping(page.home, context.req.param('name'), yaml);
      return context.json(await savedMapping(page, context.req.param('name')));
    })
    .delete('/mappings/:name', async (context) => {
      await deleteMapping(page.home, context.req.param('name'));
      return context.json({});
    })
    .post('/preview-row', async (context) => {
      const request = await readBody(context, rowPreviewRequest);
      const { upload, source, mapping, corrections } = await mapUpload(page, request);
      const file = {
        connection: page.promptConnection,
        file: upload.path,
        mapping,
        source,
        corrections: correctionsIn(corrections),
      };
      const preview = await previewRow(file, request.row);
      if (preview === undefined) throw refuse(404, 'no-row', `The file has no row ${request.row}.`);
      return context.json({
        ...preview,
        cells: [...preview.cells],
        followUps: [...preview.followUps],
        problems: preview.problems.map((problem) => ({ ...problem, message: withoutUploadFolders(problem.message) })),
        warnings: [...preview.warnings],
      } satisfies RowPreview);
    });
}

async function savedMapping(page: PageContext, name: string): Promise<SavedMapping> {
  const yaml = await loadSavedMapping(page.home, name);
  const { content, problems } = readMappingText(yaml);
  return { name, yaml, content, problems: [...problems] };
}
