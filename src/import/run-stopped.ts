/** The run cannot go on; what was done is kept, and `resume` goes on from there. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
