import type { SourceOptions } from '../source-options.ts';
import { type ScannedText, scanText } from '../text/scan-text.ts';
import { type ByteSource, openBytes } from './byte-source.ts';
import { gunzip } from './gunzip.ts';
import { looksLikeJson, sniff } from './sniff.ts';

/** A text whose rows are lines of cells, looked through. */
export interface OpenedText {
  readonly source: ByteSource;
  readonly scanned: ScannedText | undefined;
}

/** Opens a file of lines; says so of a workbook, and nothing of any other. */
export async function openText(path: string, options: SourceOptions): Promise<OpenedText | 'workbook' | undefined> {
  let source = await openBytes(path);
  try {
    if (sniff(source.head) === 'gzip') source = await gunzip(source);
    const content = sniff(source.head);
    if (content === 'text' && !looksLikeJson(path, source.head)) {
      return { source, scanned: source.reopen && (await scanText(source.reopen, options.encoding)) };
    }
    await source.close();
    return content === 'zip' && source.file !== undefined ? 'workbook' : undefined;
  } catch (error) {
    await source.close();
    throw error;
  }
}
