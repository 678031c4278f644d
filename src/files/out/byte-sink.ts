/** Takes the bytes of an output, in order. */
export interface ByteSink {
  readonly path: string;
  readonly bytes: number;
  write(data: Buffer): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}
