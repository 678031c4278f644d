import { FileError } from '../file-error.ts';
import { readSharedStrings } from './shared-strings.ts';
import { type SheetFacts, SheetParser } from './sheet-parser.ts';
import type { SheetRow } from './sheet-rows.ts';
import { readStyles } from './styles.ts';
import { chooseSheet, readWorkbook } from './workbook.ts';
import { xmlText } from './xml-text.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A sheet whose rows stream. */
export interface OpenSheet {
  readonly name: string;
  /** Names of the workbook's other sheets that people see. */
  readonly others: readonly string[];
  readonly batches: AsyncGenerator<SheetRow[], void, undefined>;
  /** Complete once the rows have ended. */
  readonly facts: SheetFacts;
}

/** Opens the sheet that is asked for, or the first visible one. */
export async function openSheet(path: string, zip: ZipArchive, wanted?: string): Promise<OpenSheet> {
  const workbook = await readWorkbook(path, zip);
  const sheet = chooseSheet(path, workbook, wanted);
  const formats = await readStyles(path, zip, workbook.stylesPart);
  const strings = await readSharedStrings(path, zip, workbook.stringsPart);
  const { part } = sheet;
  const parser = new SheetParser({ path, part, strings, formats, date1904: workbook.date1904 });

  async function* batches(): AsyncGenerator<SheetRow[], void, undefined> {
    for await (const text of xmlText(path, part, zip.read(part))) yield parser.write(text);
    yield parser.close();
    if (parser.isSheet) return;
    const message = `its part "${part}" is no sheet. Open it in a spreadsheet program and save it again.`;
    throw new FileError('damaged', path, message);
  }

  return {
    name: sheet.name,
    others: workbook.sheets.filter((each) => each !== sheet && each.visible).map(({ name }) => name),
    batches: batches(),
    get facts() {
      return parser.facts;
    },
  };
}
