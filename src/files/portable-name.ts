/** Devices, which Windows opens in place of a file of that name, whatever its ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(?=[. ]|$)/i;

/**
 * A name that every file system takes, from any text: `_` in place of control characters, of the characters that Windows
 * forbids, and of dots and spaces at the end, which it drops; and before the name of a device.
 */
export function portableName(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(/[\p{C}<>:"|?*/\\]/gu, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return DEVICE.test(name) ? `_${name}` : name;
}
