import { type ListRequest, type Page, readPage } from './page.ts';
import type { ReadContext } from './section.ts';

/** Reads a page whose rows are to be handed on: through another thread where there is one for it. */
export function readRows(context: ReadContext, request: ListRequest, number: number): Promise<Page> {
  const { aside, call, pageSize } = context;
  return aside?.reads(request) ? aside.readPage(request, number, pageSize) : readPage(call, request, number, pageSize);
}
