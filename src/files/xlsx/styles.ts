import { builtInFormat, type NumberFormat, parseFormat } from './number-format.ts';
import { attribute, readXmlPart } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** The number format of every cell style, by its number. */
export async function readStyles(
  path: string,
  zip: ZipArchive,
  part: string | undefined,
): Promise<readonly NumberFormat[]> {
  if (part === undefined) return [];
  const codes = new Map<number, NumberFormat>();
  const ids: number[] = [];
  await readXmlPart(path, zip, part, (place, attributes) => {
    // Table and conditional formats (dxfs) have numFmt elements of their own, which say nothing of cells.
    if (place === 'styleSheet/numFmts/numFmt')
      codes.set(Number(attribute(attributes, 'numFmtId')), parseFormat(attribute(attributes, 'formatCode') ?? ''));
    else if (place === 'styleSheet/cellXfs/xf') ids.push(Number(attribute(attributes, 'numFmtId') ?? 0));
  });
  return ids.map((id) => codes.get(id) ?? builtInFormat(id));
}
