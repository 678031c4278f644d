import { FileError } from '../file-error.ts';

export type Attributes = Readonly<Record<string, string>>;

/**
 * Tells a document's own elements, by namespace, from those of extensions, which may be called the same: `x15:workbookPr` is no
 * `workbookPr`. A document is of its root's namespace; an extension's element is left out with all that it holds.
 */
export class NamespaceFilter {
  readonly #path: string;
  readonly #part: string;
  #namespace: string | undefined;
  /** The namespaces by prefix, once for each open element that declares some. */
  readonly #scopes: { readonly depth: number; readonly uris: ReadonlyMap<string, string> }[] = [];
  #depth = 0;
  /** The depth of the extension's element that is open; 0 for none. */
  #foreign = 0;

  constructor(path: string, part: string) {
    this.#path = path;
    this.#part = part;
  }

  /** An element begins. Answers its name without prefix, or nothing where it is an extension's or stands in one. */
  open(qualified: string, attributes: Attributes): string | undefined {
    this.#depth++;
    if (this.#foreign > 0) return undefined;
    this.#declare(attributes);
    const colon = qualified.indexOf(':');
    const prefix = colon === -1 ? '' : qualified.slice(0, colon);
    const uri = this.#scopes.at(-1)?.uris.get(prefix) ?? (prefix === '' ? '' : undefined);
    if (uri === undefined) {
      const message = `its part "${this.#part}" is not whole XML (nothing says what "${prefix}:" stands for). Open it in a spreadsheet program and save it again.`;
      throw new FileError('damaged', this.#path, message);
    }
    this.#namespace ??= uri;
    if (uri === this.#namespace) return qualified.slice(colon + 1);
    this.#foreign = this.#depth;
    return undefined;
  }

  /** An element ends. Is it one of the document's own? */
  close(): boolean {
    const isOwn = this.#foreign === 0;
    if (this.#foreign === this.#depth) this.#foreign = 0;
    if (this.#scopes.at(-1)?.depth === this.#depth) this.#scopes.pop();
    this.#depth--;
    return isOwn;
  }

  /** Stands the reader in an extension's element? */
  get isForeign(): boolean {
    return this.#foreign > 0;
  }

  #declare(attributes: Attributes): void {
    let uris: Map<string, string> | undefined;
    for (const name in attributes) {
      if (!name.startsWith('xmlns')) continue;
      const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined;
      if (prefix === undefined) continue;
      uris ??= new Map(this.#scopes.at(-1)?.uris);
      uris.set(prefix, attributes[name] ?? '');
    }
    if (uris !== undefined) this.#scopes.push({ depth: this.#depth, uris });
  }
}
