/** An export that cannot be done as it was asked for: an unknown filter, column or value. Nothing was read. */
export class ExportError extends Error {
  override name = 'ExportError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
