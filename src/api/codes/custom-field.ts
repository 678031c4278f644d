/** `field_type` of a custom field's definition. */
export const fieldType = {
  text: 1,
  'multi-line-text': 2,
  date: 3,
  time: 4,
  number: 5,
  'drop-down': 6,
  'check-box': 7,
  radio: 8,
  cascade: 9,
} as const;

/** `field_type` in a message push, where radio and check box have changed places and there is no cascade. */
export const pushFieldType = {
  text: '1',
  'multi-line-text': '2',
  date: '3',
  time: '4',
  number: '5',
  'drop-down': '6',
  radio: '7',
  'check-box': '8',
} as const;

/** `fill_flag`: must every customer have it? */
export const fillFlag = { optional: 0, required: 1 } as const;
