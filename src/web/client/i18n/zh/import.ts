/** Texts of the section Import. */
export const zhImport = { title: '导入' };
