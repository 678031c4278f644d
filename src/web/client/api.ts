import { noteAnswer } from './server-lost.ts';

/** The answer of the server to a request that it could not carry out; the message is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The code of an error that did not come from the server: it does not answer. */
const UNREACHABLE = 'unreachable';

/** Did the server not answer at all? */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && error.code === UNREACHABLE;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Calls the local server, and returns its answer. Paths begin with `/`: `/runs`.
 * Errors: `ApiError`.
 */
export async function call<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const hasBody = body !== undefined;
  let status: number;
  let text: string;
  try {
    const response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      // What the server writes for people has the language of the page.
      headers: {
        'accept-language': document.documentElement.lang,
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    noteAnswer(false);
    throw new ApiError(0, UNREACHABLE, '');
  }
  noteAnswer(true);
  return answerOf<Answer>(status, text);
}

/** Changes that the server has not stored yet. */
const unsaved = new Set<Promise<unknown>>();
let lastChange: Promise<unknown> = Promise.resolve();

/** Changes something on the server that a job will use. Changes are sent one after the other. Errors: `ApiError`. */
export function change<Answer>(path: string, body: unknown): Promise<Answer> {
  const answer = lastChange.then(() => call<Answer>('PATCH', path, body));
  unsaved.add(answer);
  lastChange = answer.then(
    () => unsaved.delete(answer),
    () => unsaved.delete(answer),
  );
  return answer;
}

/** Waits until the server has stored all changes. Errors: those of a change that it did not store. */
export async function allSaved(): Promise<void> {
  while (unsaved.size > 0) await Promise.all(unsaved);
}

/** Sends a file's bytes as they are. `onProgress` gets the sent share, 0 to 1. */
export function upload<Answer>(path: string, file: Blob, onProgress: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api${path}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      try {
        resolve(answerOf<Answer>(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new ApiError(0, UNREACHABLE, ''));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.send(file);
  });
}

/** The address of a file that the server gives out, for a link. */
export function fileUrl(path: string): string {
  return `/api${path}`;
}

/** A query string of the members that have a value, with its `?`; empty without any. */
export function queryOf(members: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function answerOf<Answer>(status: number, text: string): Answer {
  const content = parse(text);
  if (status >= 200 && status < 300) return content as Answer;
  const { error } = (content ?? {}) as { readonly error?: { readonly code: string; readonly message: string } };
  throw new ApiError(status, error?.code ?? String(status), error?.message ?? text.slice(0, 300));
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
