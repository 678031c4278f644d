/** Texts of the section Import. */
export const enImport = { title: 'Import' };
