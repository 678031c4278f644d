import { stat } from 'node:fs/promises';
import { type CsvAppender, openCsvAppender, openTable } from '../../files/index.ts';
import type { StoredPush } from '../push-store.ts';
import type { FeedLine } from './decode-push.ts';
import { feedColumns, isFeedHeader, rowMaker } from './feed-columns.ts';
import type { FeedOutput, OutputOptions, WrittenPush } from './feed-output.ts';
import { FileSeries } from './file-series.ts';
import { readFileEnd } from './last-line.ts';
import { foreignOutput, writtenPush } from './output-owner.ts';

type CsvOptions = Pick<OutputOptions, 'pathAt' | 'isOwn' | 'decode' | 'customFields'>;

/** A table that grows; after a crash it continues where the file ends, with the columns that the file has. */
export class CsvOutput extends FileSeries<CsvAppender> implements FeedOutput {
  readonly #decode: CsvOptions['decode'];
  readonly #customFields: CsvOptions['customFields'];
  #rowOf: (line: FeedLine) => string[] = () => [];

  constructor(options: CsvOptions) {
    super(options);
    this.#decode = options.decode;
    this.#customFields = options.customFields;
  }

  protected async open(path: string): Promise<{ readonly file: CsvAppender; readonly last: WrittenPush | undefined }> {
    const found = await stat(path).catch(() => undefined);
    const columns = found && found.size > 0 ? await columnsOf(path) : feedColumns(this.#customFields());
    const file = await openCsvAppender(path, columns, { resume: true });
    this.#rowOf = rowMaker(columns);
    try {
      return { file, last: await lastPushOf(path) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  protected append(file: CsvAppender, pushes: readonly StoredPush[]): Promise<void> {
    return file.append(pushes.map((push) => this.#rowOf(this.#decode(push))));
  }
}

async function columnsOf(path: string): Promise<readonly string[]> {
  const table = await openTable(path).catch(() => undefined);
  const header = table?.header ?? [];
  await table?.close();
  if (isFeedHeader(header)) return header;
  throw foreignOutput(path);
}

/** The header has no number. */
async function lastPushOf(path: string): Promise<WrittenPush | undefined> {
  const { lastLine = '' } = await readFileEnd(path, true);
  const [, seq, receivedAt] = /^(\d{1,15}),([^,]*),/.exec(lastLine) ?? [];
  return seq === undefined || receivedAt === undefined ? undefined : writtenPush(seq, receivedAt);
}
