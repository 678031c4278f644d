/** What a file's first bytes say it is, whatever its name. */
export type Content = 'zip' | 'gzip' | 'ole' | 'biff' | 'html' | 'pdf' | 'xml' | 'text' | 'empty';

const magics: readonly (readonly [content: Content, bytes: string])[] = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  // A sheet of Excel 2 to 5 was a file of its own.
  ['biff', '\x09\x00\x04\x00'],
  ['biff', '\x09\x02\x06\x00'],
  ['biff', '\x09\x04\x06\x00'],
  ['biff', '\x09\x08\x08\x00'],
  ['pdf', '%PDF-'],
];

/** Tells content by its magic bytes. */
export function sniff(head: Buffer): Content {
  if (head.length === 0) return 'empty';
  const opening = head.toString('latin1', 0, 512);
  const magic = magics.find(([, bytes]) => opening.startsWith(bytes));
  if (magic !== undefined) return magic[0];
  const text = opening.replace(/^(?:\xef\xbb\xbf)?\s*/, '').toLowerCase();
  if (/^(?:<!doctype html|<html|<head|<body|<table|<style|<meta)/.test(text)) return 'html';
  if (text.startsWith('<?xml')) return 'xml';
  return 'text';
}
