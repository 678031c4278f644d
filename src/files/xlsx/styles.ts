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
  let inCellFormats = false;
  await readXmlPart(path, zip, part, {
    open(name, attributes) {
      if (name === 'numFmt')
        codes.set(Number(attribute(attributes, 'numFmtId')), parseFormat(attribute(attributes, 'formatCode') ?? ''));
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) ids.push(Number(attribute(attributes, 'numFmtId') ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return ids.map((id) => codes.get(id) ?? builtInFormat(id));
}
