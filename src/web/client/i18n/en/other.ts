/** Texts of the sections other than Import. */
export const enOther = {};
