import { describe, expect, test } from 'vitest';
import { checkBaseUrl } from '../../src/app/settings.ts';

describe('a base URL', () => {
  test.each([
    'http://127.0.0.1:4700',
    'http://127.8.9.10',
    'http://2130706433:4700',
    'http://[::1]:4700',
    'http://localhost:4700',
    'http://crm.localhost',
    'https://sg.sobot.io',
  ])('is accepted: %s', (url) => {
    expect(checkBaseUrl(url)).toBe(url);
  });

  test.each([
    'http://sg.sobot.io',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://128.0.0.1',
    'http://0.0.0.0:4700',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
    'http://192.168.1.5',
  ])('is accepted only with --insecure-http: %s', (url) => {
    expect(() => checkBaseUrl(url)).toThrow(/is not encrypted.*--insecure-http/);
    expect(checkBaseUrl(url, '--base-url', true)).toBe(url);
  });
});
