/** A class of errors that errors of another thread become members of, found by its name. It has no private members. */
export interface ErrorClass {
  readonly name: string;
  readonly prototype: Error;
}

/** An error as plain data. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: SerializedError | undefined;
  /** Its own other members, as far as they are plain data: `code`, `path`, … */
  readonly facts: Readonly<Record<string, unknown>>;
}

const TOLD_APART: ReadonlySet<string> = new Set(['message', 'stack', 'cause']);

/** Packs whatever was thrown. What is no error becomes one whose message is its text. */
export function serializeError(thrown: unknown): SerializedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  const facts = Object.entries(error).filter(([member, value]) => !TOLD_APART.has(member) && isPlain(value));
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : serializeError(cause),
    facts: Object.fromEntries(facts),
  };
}

/** Makes the error anew, of the class among `classes` that has its name; of any other a plain `Error`. */
export function deserializeError(packed: SerializedError, classes: readonly ErrorClass[] = []): Error {
  const { name, message, stack, cause, facts } = packed;
  const error = new Error(message, cause && { cause: deserializeError(cause, classes) });
  const known = classes.find((each) => each.name === name);
  // Not by its constructor, which may make the message of other parts than it was made of.
  if (known) Object.setPrototypeOf(error, known.prototype);
  if (stack !== undefined) error.stack = stack;
  Object.assign(error, facts);
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  return error;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
