import type { z } from 'zod';

/** A rule that the request's schema alone cannot express: where `field` equals `equals`, `requires` must be filled. */
interface ConditionalRequirement {
  readonly field: string;
  readonly equals: string | number;
  readonly requires: string;
}

/**
 * One call of the Sobot API as data: everything that client, sandbox and docs need to know about it.
 * `request` holds every parameter flat under its wire name, path parameters included.
 */
export interface Endpoint<Request extends z.ZodObject = z.ZodObject, Answer extends z.ZodType = z.ZodType> {
  /** Stable name, the path below `/api/scrm/5/` without parameters: `user/save`. */
  readonly name: string;
  /** The heading of its section in the API document. */
  readonly title: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly method: 'GET' | 'POST';
  /** Path with `{parameter}` placeholders: `/api/scrm/5/user/update/{id}`. */
  readonly path: string;
  /** Does the call change anything on the server? `doctor --contract` makes every call that only reads, and no other. */
  readonly access: 'read' | 'write';
  readonly request: Request;
  /** The parameter that is the whole JSON body (a bare array), where the body is not an object. */
  readonly bareBody?: string;
  /** Schema of the whole answer, `ret_code` and `ret_msg` included. Unknown members are kept. */
  readonly answer: Answer;
  /**
   * Paged endpoints take `page_no` and `page_size`, in the query (GET) or in the body (POST). `undocumented`: only
   * the answer mentions pages, so whether the server honours the parameters is unknown.
   */
  readonly paged?: true | 'undocumented';
  /** May the same call be sent twice without harm? `when-identified`: only if the payload carries a field that identifies the customer. */
  readonly repeatable: boolean | 'when-identified';
  /** A successful answer is returned as the bytes that arrived, unparsed. */
  readonly raw?: true;
  /** A parameter that takes several values joined by comma, so that calls which differ only in it can be combined; `most` is the limit. */
  readonly batch?: { readonly parameter: string; readonly most: number };
  /** Optional parameters that select no rows: they say how another one, or the answer, is meant. */
  readonly modifiers?: readonly string[];
  /** Groups of parameters: in each group at least one must be filled. */
  readonly atLeastOneOf?: readonly (readonly string[])[];
  /** Parameters that another parameter's value makes required. */
  readonly requiredWhen?: readonly ConditionalRequirement[];
}

/** Declares an endpoint; infers its request and answer types. */
export function defineEndpoint<Request extends z.ZodObject, Answer extends z.ZodType>(
  endpoint: Endpoint<Request, Answer>,
): Endpoint<Request, Answer> {
  return endpoint;
}
