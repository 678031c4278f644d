import { describe, expect, test } from 'vitest';
import { addHashes } from '../../src/import/identity/identity-hashes.ts';

const identifies = (field: string, text: string) =>
  addHashes([], { field, fieldIndex: 0, text, keepsPlaceholders: false });

describe('a telephone number', () => {
  test.each([
    '0',
    '000',
    '00000000',
    '11111',
    '11111111111',
    '99999999',
    '5555555555',
    '12345',
    '123456',
    '123456789',
    '1234567890',
    '0123456789',
    '987654321',
    '123-456-789',
    '+86 11111111111',
    '１２３４５６７８９',
    '+49 123456789',
    'NULL',
    'n/a',
    '无',
  ])('%s identifies nobody', (text) => {
    expect(identifies('tel', text)).toBe(false);
  });

  test.each([
    '666666',
    '88888888',
    '66666666',
    '+86 88888888',
    '1111',
    '110',
    '95555',
    '12580',
    '12345679',
    '13800138000',
    '13888888888',
    '+49 170 1234567',
    '010-12345670',
  ])('%s can identify somebody', (text) => {
    expect(identifies('tel', text)).toBe(true);
  });

  test('identifies by a real telephone number among placeholders', () => {
    expect(identifies('tel', '00000000;13800138001')).toBe(true);
    expect(identifies('tel', '00000000;123456789')).toBe(false);
  });
});

describe('an e-mail', () => {
  test.each(['none@none.com', 'TEST@test.com', 'no@email.com', 'NULL', '-', 'keine'])(
    '%s identifies nobody',
    (text) => {
      expect(identifies('email', text)).toBe(false);
    },
  );

  test.each(['ann@none.com', 'test@example.com', 'info@mail.de', 'null@x.co'])('%s can identify somebody', (text) => {
    expect(identifies('email', text)).toBe(true);
  });
});
