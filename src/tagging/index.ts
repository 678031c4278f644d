export { TAGGING_MESSAGES } from './messages.ts';
export {
  createTags,
  fullTagName,
  type MissingTag,
  missingTags,
  plannedTag,
  TagCatalogue,
  tagResolver,
  withKnownTags,
  withTagResolver,
} from './tag-catalogue.ts';
export {
  allowBlankRows,
  customerTagsReader,
  TagChanges,
  tagColumns,
  taggingPreviewLines,
  taggingPreviewOf,
} from './tag-changes.ts';
export { addsTags, columnIndex, namesInColumn, namesInLists, namesToAdd } from './tag-names.ts';
export { listedTags, taggingMapping } from './tagging-mapping.ts';
export { TAG_KEYS, TaggingError, type TaggingRequest, type TagKey } from './tagging-request.ts';
