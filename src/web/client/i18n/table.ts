/** A table of texts with the keys of `T`; a translation that lacks one does not compile. */
export type TextTable<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextTable<T[K]> };
