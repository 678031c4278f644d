/** Languages that the API speaks: the `language` header, and the `language` of the time zone, language and country lists. */
export const apiLanguage = { english: 'en', chinese: 'zh' } as const;

/** `rich_text_flag` of multilingual content. */
export const richText = { filtered: 0, kept: 1 } as const;

/** `status` of multilingual content. */
export const contentStatus = { normal: 1, deleted: -1 } as const;
