import { integerParam, type Params, queryInteger } from './parameter-checks.ts';
import { type Language, type RetCodeError, refuse } from './ret-code-error.ts';
import type { SlabRange } from './store/row-cache.ts';
import type { Answer, World } from './world.ts';

/** The page that a call requests, capped. */
interface PageRequest {
  readonly number: number;
  readonly size: number;
}

/** The range of a page in the whole list. */
interface PageRange extends PageRequest {
  readonly total: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** The page that a query requests. */
export function queryPage(query: URLSearchParams, defaultSize: number, world: World): PageRequest {
  return pageRequest(queryInteger(query, 'page_no'), queryInteger(query, 'page_size'), defaultSize, world);
}

/** The page that a body requests. */
export function bodyPage(body: Params, defaultSize: number, world: World): PageRequest {
  return pageRequest(integerParam(body, 'page_no'), integerParam(body, 'page_size'), defaultSize, world);
}

function pageRequest(pageNo = 1, pageSize: number | undefined, defaultSize: number, { settings }: World): PageRequest {
  if (pageNo < 1) refuse('notAllowed', 'page_no', 'the first page is 1');
  if (pageSize !== undefined && pageSize < 1) refuse('notAllowed', 'page_size', 'must be at least 1');
  return { number: pageNo, size: Math.min(pageSize ?? defaultSize, settings.maxPageSize) };
}

/** Finds the range of a page in a list of `total` items. */
export function locatePage({ number, size }: PageRequest, total: number, { settings }: World): PageRange {
  const count = Math.ceil(total / size);
  const shown = settings.repeatPages ? Math.min(number, Math.max(count, 1)) : number;
  const from = Math.min((shown - 1) * size, total);
  return { number, size, total, count, from, to: Math.min(from + size, total) };
}

/** The answer that contains a page. */
export function pagePayload(page: PageRange, items: readonly unknown[] | SerializedItems, world: World): Answer {
  return {
    ...(items instanceof SerializedItems ? { items } : listPayload(items, world)),
    page_no: page.number,
    page_count: page.count,
    total_count: page.total,
    page_size: page.size,
  };
}

/** The answer that contains a page of a whole list. */
export function slicePage<Item>(
  all: readonly Item[],
  request: PageRequest,
  render: (item: Item) => unknown,
  world: World,
): Answer {
  const page = locatePage(request, all.length, world);
  return pagePayload(page, all.slice(page.from, page.to).map(render), world);
}

/** The answer that contains a list. */
export function listPayload(items: readonly unknown[], { settings }: World): Answer {
  if (items.length > 0 || settings.emptyItems === 'empty') return { items };
  return settings.emptyItems === 'null' ? { items: null } : {};
}

const SUCCESS_TEXTS = { en: 'Success', zh: '操作成功' } as const;

/** The body of an answer: a text, or its chunks. */
export type Body = string | readonly Buffer[];

/** The body of a successful answer. */
export function successBody(answer: Answer, language: Language, stringNumbers: boolean): Body {
  const { items, ...rest } = answer;
  const isSerialized = items instanceof SerializedItems;
  const members = isSerialized ? rest : answer;
  members['ret_code'] = '000000';
  members['ret_msg'] = SUCCESS_TEXTS[language];
  const text = wireJson(members, stringNumbers);
  if (!isSerialized) return text;
  return [Buffer.from('{"items":['), ...items.chunks(), Buffer.from(`],${text.slice(1)}`)];
}

/** The body of an error answer. */
export function errorBody(error: RetCodeError, language: Language): string {
  return JSON.stringify({ ret_code: error.code, ret_msg: error.text(language) });
}

/** JSON, with numbers as strings if the settings say so. */
export function wireJson(value: unknown, stringNumbers: boolean): string {
  return stringNumbers ? JSON.stringify(value, numberAsString) : JSON.stringify(value);
}

function numberAsString(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** The items of a page, already serialized as JSON, each preceded by a comma. */
export class SerializedItems {
  readonly #chunks: Buffer[] = [];
  #texts = '';
  #range: SlabRange | undefined;

  /** Adds an item that lies in a slab; an item directly after the previous one is joined with it. */
  addRange(added: SlabRange): void {
    const last = this.#range;
    if (last !== undefined && last.slab === added.slab && last.end === added.start) {
      this.#range = { slab: last.slab, start: last.start, end: added.end };
      return;
    }
    this.#endChunk();
    this.#range = added;
  }

  addText(text: string): void {
    if (this.#range !== undefined) this.#endChunk();
    this.#texts += text;
  }

  /** The bytes, without the first comma. */
  chunks(): readonly Buffer[] {
    this.#endChunk();
    const [first, ...others] = this.#chunks;
    return first === undefined ? [] : [first.subarray(1), ...others];
  }

  #endChunk(): void {
    if (this.#texts !== '') this.#chunks.push(Buffer.from(this.#texts));
    if (this.#range !== undefined) this.#chunks.push(this.#range.slab.subarray(this.#range.start, this.#range.end));
    this.#texts = '';
    this.#range = undefined;
  }
}
